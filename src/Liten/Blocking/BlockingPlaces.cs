namespace Liten;

/// <summary>All places that a blocking pool has ever made: for the sums over their threads, past and present.</summary>
internal sealed class BlockingPlaces
{
    private SpinLatch _latch;

    /// <summary>Changed under the latch, and only at its front.</summary>
    private BlockingThread? _newest;
    private AtomicCounter _count;

    /// <summary>Tasks and jobs started by code that ran on the pool's threads.</summary>
    public long Spawned => Sum(static counters => counters.Spawned);

    /// <summary>Tasks and jobs that ended on the pool's threads.</summary>
    public long Completed => Sum(static counters => counters.Completed);

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

    private long Sum(Func<WorkerCounters, long> number)
    {
        long sum = 0;
        for (BlockingThread? place = ReadNewest(); place is not null; place = place.NextPlace)
        {
            sum += number(place.Context.Counters);
        }

        return sum;
    }

    private BlockingThread? ReadNewest()
    {
        _latch.Enter();
        BlockingThread? newest = _newest;
        _latch.Exit();
        return newest;
    }
}
