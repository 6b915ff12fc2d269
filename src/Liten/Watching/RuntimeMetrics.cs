namespace Liten;

/// <summary>What a runtime is doing and has done: a snapshot.</summary>
/// <remarks>
/// The numbers were read one after the other while the runtime went on. Taking a snapshot costs no worker anything:
/// each counts for itself. A snapshot can be taken after the runtime has ended.
/// </remarks>
public sealed record RuntimeMetrics
{
    /// <summary>What the runtime is called.</summary>
    public required string Name { get; init; }

    /// <summary>Tasks and blocking jobs that were spawned and have not ended.</summary>
    public required long AliveTasks { get; init; }

    /// <summary>Tasks and blocking jobs that were ever spawned.</summary>
    public required long SpawnedTasks { get; init; }

    /// <summary>Tasks and blocking jobs that have ended, however they did.</summary>
    public required long CompletedTasks { get; init; }

    /// <summary>Items from outside, and from workers with full queues, that wait for any worker.</summary>
    public required int InjectionQueueDepth { get; init; }

    /// <summary>
    /// For how long, at least, an item of <see cref="InjectionQueueDepth"/> has waited; zero when there is none.
    /// </summary>
    /// <remarks>
    /// Items carry no time of their own: an earlier snapshot, or the monitor, has seen as many in the queue. So the
    /// first of several snapshots says zero.
    /// </remarks>
    public required TimeSpan OldestQueuedAge { get; init; }

    /// <summary>Threads of the blocking pool.</summary>
    public required int BlockingThreads { get; init; }

    /// <summary>Threads of the blocking pool that wait for a job.</summary>
    public required int IdleBlockingThreads { get; init; }

    /// <summary>Blocking jobs that wait for a thread.</summary>
    public required int BlockingQueueDepth { get; init; }

    /// <summary>
    /// Blocking jobs that were refused because the queue was full; 0 without a
    /// <see cref="RuntimeOptions.MaxBlockingQueue"/>.
    /// </summary>
    public required long RefusedBlockingJobs { get; init; }

    /// <summary>
    /// Threads that are in <c>Blocking.InPlace</c>, or run on from there to their task's next wait, while others stand
    /// in for them.
    /// </summary>
    public required int InPlaceThreads { get; init; }

    /// <summary>Timers that are set.</summary>
    public required int LiveTimers { get; init; }

    /// <summary>
    /// Continuations that came back to the runtime from a thread of .NET's ThreadPool: completions of foreign APIs, and
    /// code that had left with <c>ConfigureAwait(false)</c>.
    /// </summary>
    public required long ThreadPoolReturns { get; init; }

    /// <summary>How often a hook has thrown.</summary>
    public required long HookFailures { get; init; }

    /// <summary>
    /// Exceptions that no code could observe: of dropped tasks and calls, posted callbacks, timers and hooks.
    /// </summary>
    public required long UnhandledExceptions { get; init; }

    /// <summary>
    /// Turns that were reported because they lasted longer than <c>RuntimeOptions.StallThreshold</c>; 0 where nobody
    /// asks.
    /// </summary>
    public required long Stalls { get; init; }

    /// <summary>One entry per worker, by number.</summary>
    public required IReadOnlyList<WorkerMetrics> Workers { get; init; }

    /// <summary>One entry per lane, the one called <c>default</c> first; empty in a runtime without lanes.</summary>
    public IReadOnlyList<LaneMetrics> Lanes { get; init; } = [];
}
