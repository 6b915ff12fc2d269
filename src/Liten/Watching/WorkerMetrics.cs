namespace Liten;

/// <summary>What one worker has done since its runtime was built. A snapshot.</summary>
public sealed record WorkerMetrics
{
    /// <summary>The name of the worker's thread.</summary>
    public required string Name { get; init; }

    /// <summary>The time spent awake.</summary>
    public required TimeSpan BusyTime { get; init; }

    /// <summary>How often the worker ran something until it ended or waited.</summary>
    public required long Polls { get; init; }

    /// <summary>How often the worker went to sleep for want of work.</summary>
    public required long Parks { get; init; }

    /// <summary>How often another thread woke the worker.</summary>
    public required long Unparks { get; init; }

    /// <summary>How often the worker took something from another worker's queue.</summary>
    public required long StealOperations { get; init; }

    /// <summary>How many tasks it took in those operations.</summary>
    public required long StolenTasks { get; init; }

    /// <summary>How often the worker's queue was full, so that half of it went to the injection queue.</summary>
    public required long Overflows { get; init; }

    /// <summary>Tasks started by code that ran on this worker.</summary>
    public required long SpawnedTasks { get; init; }

    /// <summary>Tasks that ended on this worker.</summary>
    public required long CompletedTasks { get; init; }

    /// <summary>For how long the worker has been in the turn it is in now; zero when it is in none.</summary>
    /// <remarks>
    /// Turns are not timed: this is the time since the worker last read the clock between two turns, or was seen in an
    /// earlier one. So it may be too long by the turns in between, 16 at most, and is never too short.
    /// </remarks>
    public required TimeSpan CurrentTurnAge { get; init; }

    /// <summary>The task in whose turn the worker is; null when it is in none, or runs code of no task.</summary>
    public TaskInfo? CurrentTask { get; init; }

    /// <summary>Items in the worker's own queue.</summary>
    public required int LocalQueueDepth { get; init; }
}
