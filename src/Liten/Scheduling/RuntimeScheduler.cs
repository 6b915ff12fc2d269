namespace Liten;

/// <summary>What a runtime needs of a scheduler beyond <see cref="IScheduler"/>.</summary>
internal abstract class RuntimeScheduler : IScheduler
{
    /// <summary>The workers' names and counters, for the metrics.</summary>
    public abstract IReadOnlyList<WorkerStatus> Workers { get; }

    /// <summary>The lanes, for the metrics; empty where there are none.</summary>
    public virtual IReadOnlyList<LaneStatus> Lanes => [];

    /// <summary>What <c>async Task</c> code on the threads captures to come back.</summary>
    public virtual IEnumerable<SynchronizationContext> Contexts
        => Workers.Select(static worker => worker.Turn.SynchronizationContext);

    /// <summary>Items that wait for any worker.</summary>
    public abstract int InjectionQueueDepth { get; }

    /// <summary>Of each queue of such items, how many were ever taken and how many ever came.</summary>
    public abstract IReadOnlyList<(long Taken, long Come)> InjectionEnds { get; }

    /// <summary>Whether a worker is awake.</summary>
    public abstract bool IsAwake { get; }

    /// <summary>Hears of each worker that has left its sleep; null while nobody asks. A look for each sleep.</summary>
    public AwakeSignal? Awoken { get; set; }

    /// <summary>Threads that have left their worker for <c>Blocking.InPlace</c> and have not come back.</summary>
    public abstract int AwayThreads { get; }

    /// <summary>Whether nothing runs and nothing is queued at the moment.</summary>
    public abstract bool IsQuiet { get; }

    public virtual bool RunsAlone => false;

    /// <summary>Has the workers time one turn in some, or no more: see <see cref="WorkerStatus.Samples"/>.</summary>
    public virtual void SampleTurns(bool isWanted)
    {
    }

    /// <summary>Has the workers time all turns, or no more: see <see cref="WorkerStatus.Recording"/>.</summary>
    public virtual void RecordTurns(bool isWanted)
    {
    }

    public abstract bool Schedule(WorkItem item, Turn? turn);

    public abstract bool Yield(WorkItem item, Turn? turn);

    /// <summary>Starts the threads.</summary>
    public abstract void Start();

    /// <summary>Blocks the calling thread until the task has ended.</summary>
    public abstract void WaitFor(JoinHandle task);

    /// <summary>
    /// For the shutdown sequence: lets tasks run until the permit comes, it is over, or the time is.
    /// </summary>
    /// <param name="permit">What the calling thread sleeps on where others run the tasks.</param>
    /// <param name="nanoseconds">The time.</param>
    /// <param name="isOver">When to stop where the calling thread runs them; null for when all have unwound.</param>
    public abstract void Unwind(Parker permit, long nanoseconds, Func<bool>? isOver = null);

    /// <summary>
    /// Ends the scheduler: what is queued still runs, nothing more is accepted, then the threads end.
    /// </summary>
    /// <returns>
    /// False if a thread still ran user code after so many nanoseconds. It ends by itself when that code returns.
    /// </returns>
    public abstract bool Stop(long nanoseconds);

    /// <summary>After <see cref="Stop"/>: the names of the threads that still run user code.</summary>
    public abstract IReadOnlyList<string> BusyThreads { get; }

    /// <summary>The threads that may run tasks at the moment.</summary>
    public abstract IEnumerable<RunningThread> Threads { get; }

    /// <summary>A timer was set that is due before all others.</summary>
    public abstract void DeadlineMovedUp();
}
