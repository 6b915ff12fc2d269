using System.Text;

namespace Liten;

/// <summary>Text that goes to a tool, in pieces that an event can carry.</summary>
internal sealed class AnswerWriter(string question, string subject) : TextWriter
{
    /// <summary>Characters: an event holds 64 KB less what .NET adds to it.</summary>
    private const int MostInPiece = 16_000;

    private readonly StringBuilder _piece = new();

    /// <summary>How many were sent.</summary>
    public int Pieces { get; private set; }

    public override Encoding Encoding => Encoding.Unicode;

    public override void Write(char value)
    {
        _piece.Append(value);
        FlushIfFull();
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        _piece.Append(buffer);
        FlushIfFull();
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Flush() => Send(_piece.Length);

    /// <summary>The text is whole, or ends early for the reason that is given.</summary>
    public void End(string failure)
    {
        Flush();
        LitenEventSource.Log.End(question, subject, Pieces, failure);
    }

    private void FlushIfFull()
    {
        while (_piece.Length >= MostInPiece)
        {
            Send(MostInPiece);
        }
    }

    private void Send(int length)
    {
        if (length > 0)
        {
            LitenEventSource.Log.Part(question, subject, Pieces++, _piece.ToString(0, length));
            _piece.Remove(0, length);
        }
    }
}
