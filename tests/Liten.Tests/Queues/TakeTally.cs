namespace Liten.Tests.Queues;

/// <summary>Counts how often each item was taken: conservation is "each exactly once".</summary>
internal sealed class TakeTally(int items)
{
    private readonly int[] _taken = new int[items];
    private int _total;

    public int Total => Volatile.Read(ref _total);

    public bool IsComplete => Total >= _taken.Length;

    public void Take(Numbered item)
    {
        Assert.Equal(1, Interlocked.Increment(ref _taken[item.Number]));
        Interlocked.Increment(ref _total);
    }

    public void AssertEachExactlyOnce()
    {
        Assert.Equal(_taken.Length, Total);
        Assert.DoesNotContain(_taken, times => times != 1);
    }
}
