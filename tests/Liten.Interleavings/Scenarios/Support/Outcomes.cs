namespace Liten.Interleavings;

/// <summary>Calls that were begun, and what each has come to.</summary>
internal sealed class Outcomes(int count)
{
    public const int Cancelled = -1;

    private readonly LitenTask<int>[] _calls = new LitenTask<int>[count];

    public LitenTask<int> this[int index]
    {
        set => _calls[index] = value;
    }

    public int Read(int index)
    {
        Assert.True(_calls[index].IsCompleted);
        return _calls[index].GetAwaiter().GetResult();
    }

    public IEnumerable<int> Read() => Enumerable.Range(0, _calls.Length).Select(Read);
}
