using System.Text;

namespace Liten.Interleavings;

/// <summary>The decisions of the running schedule, as the string that replays it.</summary>
internal sealed class DecisionLog
{
    public const int Immediate = 8;
    public const int Delayed = 9;
    public const int Succeeds = 10;
    public const int Fails = 11;

    private readonly List<byte> _decisions = [];

    public void Clear() => _decisions.Clear();

    public void Add(int decision) => _decisions.Add((byte)decision);

    /// <summary>As "0x12.1.0x3": actor 0 twelve times, actor 1, actor 0 three times; 8 and 9 are a store at once and a delayed one, 10 and 11 what goes well and what fails.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (int i = 0; i < _decisions.Count;)
        {
            int end = i + 1;
            while (end < _decisions.Count && _decisions[end] == _decisions[i])
            {
                end++;
            }

            text.Append(text.Length > 0 ? "." : "").Append(_decisions[i]);
            text.Append(end - i > 1 ? "x" + (end - i) : "");
            i = end;
        }

        return text.ToString();
    }
}
