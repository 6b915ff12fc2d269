namespace Liten;

/// <summary>One worker's way to take items out of the injection queue into its ring: how many at once, and when. For that worker alone.</summary>
internal sealed class InjectionIntake(InjectionQueue<WorkItem> queue, WorkStealingQueue<WorkItem> ring, Clock clock)
{
    /// <summary>What is taken at once at most: half a ring (arbitrary; tokio's number).</summary>
    private const int MaxBatch = 128;

    /// <summary>So many items at once are worth entering the latch (a quarter of <see cref="MaxBatch"/>).</summary>
    private const int Many = 32;

    /// <summary>A worker that is through with a few items within this many nanoseconds may let more gather.</summary>
    private const long StreamInterval = 2_000;

    /// <summary>About two microseconds (arbitrary).</summary>
    private const int SpinsWhileGathering = 50;

    /// <summary>When several items were taken at once, but not many, if that is what was last taken; else 0.</summary>
    private long _lastStream;

    /// <summary>How many workers share the queue. Set before any worker runs.</summary>
    public int Workers { private get; set; } = 1;

    public bool IsEmpty => queue.IsEmpty;

    /// <summary>A batch leaves the other workers their part.</summary>
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
        _lastStream = taken is > 1 and < Many ? clock.Nanoseconds : 0;
        return item;
    }

    /// <summary>
    /// The oldest item, without the entries before it of tasks that have begun: those must not use up others' turns. More
    /// items come into the ring with it: where local work never ends, because somebody yields for ever, one at a time would hold
    /// up what a burst has left in the queue.
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
    /// A worker that comes back at once for the next few of a stream of items fights the injecting threads for the latch, and
    /// that costs more than such short tasks: it gives them a moment (decision 0014).
    /// </summary>
    private void LetStreamGather()
    {
        if (queue.Count < Many && clock.Nanoseconds - _lastStream < StreamInterval)
        {
            Thread.SpinWait(SpinsWhileGathering);
        }
    }
}
