namespace Liten;

/// <summary>All places that a blocking pool has ever made.</summary>
internal sealed class BlockingPlaces
{
    private SpinLatch _latch;

    /// <summary>Changed under the latch, and only at its front.</summary>
    private BlockingThread? _newest;
    private AtomicCounter _count;

    public BlockingThread Add(BlockingPool pool, string threadName)
    {
        var place = new BlockingThread(pool, $"{threadName}-blocking-{_count.Add(1) - 1}");
        _latch.Enter();
        place.NextPlace = _newest;
        _newest = place;
        _latch.Exit();
        return place;
    }

    /// <summary>Waits until the operating system's threads are gone: for threads that have left the pool.</summary>
    public void Join()
    {
        for (BlockingThread? place = ReadNewest(); place is not null; place = place.NextPlace)
        {
            place.Join();
        }
    }

    private BlockingThread? ReadNewest()
    {
        _latch.Enter();
        BlockingThread? newest = _newest;
        _latch.Exit();
        return newest;
    }
}
