namespace Liten;

/// <summary>
/// How one worker takes items out of the injection queue into its ring: how many at once, and when. Only for that
/// worker.
/// </summary>
internal sealed class InjectionIntake(InjectionQueue<WorkItem> queue, WorkStealingQueue<WorkItem> ring, Clock clock)
{
    /// <summary>The most items taken at once: half a ring (arbitrary; tokio's number).</summary>
    private const int MaxBatch = 128;

    /// <summary>How many items at once are worth entering the latch (a quarter of <see cref="MaxBatch"/>).</summary>
    private const int Many = 32;

    /// <summary>Nanoseconds: a worker that has run a few items within this time may let more gather.</summary>
    private const long StreamInterval = 2_000;

    /// <summary>About two microseconds (arbitrary).</summary>
    private const int SpinsWhileGathering = 50;

    /// <summary>When the last batch was taken, if it was small (2 to 31); else 0.</summary>
    private long _lastStream;

    /// <summary>How many workers share the queue. Set before any worker runs.</summary>
    public int Workers { private get; set; } = 1;

    /// <summary>Whether threads that inject can run while this worker waits. Set before any worker runs.</summary>
    public bool LetsGather { private get; set; } = true;

    public bool IsEmpty => queue.IsEmpty;

    /// <summary>This worker's share, so that a batch leaves the other workers theirs.</summary>
    private int Batch => Math.Min((queue.Count / Workers) + 1, MaxBatch);

    /// <summary>The oldest item; more come into the ring with it.</summary>
    public WorkItem? Take()
    {
        if (queue.IsEmpty)
        {
            return null;
        }

        if (_lastStream != 0)
        {
            LetStreamGather();
        }

        WorkItem? item = queue.TryPopBatch(ring, Batch, out int taken);
        _lastStream = LetsGather && taken is > 1 and < Many ? clock.Nanoseconds : 0;
        return item;
    }

    /// <summary>
    /// The oldest item that is not stale: stale entries must not use up others' turns. More items come into the ring
    /// with it. Where local work never ends, because a task yields for ever, one item at a time would hold up what a
    /// burst has left in the queue.
    /// </summary>
    public WorkItem? TakeFirst()
    {
        WorkItem? item = null;
        for (int i = 0; i < MaxBatch && (item = queue.TryPop()) is not null && item.TakeStale(); i++)
        {
            item = null;
        }

        queue.MoveTo(ring, Batch - 1);
        return item;
    }

    /// <summary>
    /// Gives the injecting threads a moment (decision 0014). A worker that comes back at once for the next few items of
    /// a stream fights those threads for the latch, which costs more than such short tasks.
    /// </summary>
    private void LetStreamGather()
    {
        if (queue.Count < Many && clock.Nanoseconds - _lastStream < StreamInterval)
        {
            Thread.SpinWait(SpinsWhileGathering);
        }
    }
}
