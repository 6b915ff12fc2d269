namespace Liten;

/// <summary>
/// How old something is that nobody has dated: what looks at the queues and workers have seen before tells.
/// </summary>
/// <remarks>
/// Thread safety: all members may be used from any thread.
/// <code>
/// field               written by    read by     under
/// _queues, _workers   all readers   the same    the latch
/// </code>
/// </remarks>
internal sealed class Sightings
{
    private readonly RuntimeScheduler _scheduler;
    private readonly QueueAge[] _queues;
    private readonly (long Turns, long OthersSeenAt)[] _workers;
    private SpinLatch _latch;

    public Sightings(RuntimeScheduler scheduler)
    {
        _scheduler = scheduler;
        _queues = [.. scheduler.InjectionEnds.Select(static _ => new QueueAge())];
        _workers = new (long, long)[scheduler.Workers.Count];
    }

    /// <summary>Looks once more.</summary>
    /// <returns>
    /// For how long, at least, the item has been queued that has waited longest for any worker; and for how long, at
    /// most, each worker is in its turn. 0 where there is none.
    /// </returns>
    public (long OldestQueued, long[] Turns) Look(IReadOnlyList<WorkerStatus> workers, long now)
    {
        IReadOnlyList<(long Taken, long Come)> ends = _scheduler.InjectionEnds;
        long oldest = 0;
        long[] turns = new long[workers.Count];
        _latch.Enter();
        for (int i = 0; i < ends.Count; i++)
        {
            oldest = Math.Max(oldest, _queues[i].Look(ends[i].Taken, ends[i].Come, now));
        }

        for (int i = 0; i < turns.Length; i++)
        {
            turns[i] = LookUnsynchronized(ref _workers[i], workers[i], now);
        }

        _latch.Exit();
        return (oldest, turns);
    }

    private static long LookUnsynchronized(
        ref (long Turns, long OthersSeenAt) before, WorkerStatus worker, long now)
    {
        // The turn began after the last look that has seen an earlier one.
        long mostByLooks = now - before.OthersSeenAt;
        long turns = worker.Counters.Polls;
        if (turns != before.Turns || !worker.Turn.IsRunning)
        {
            before = (turns, now);
        }

        return Math.Min(mostByLooks, worker.TurnAge(now));
    }
}
