namespace Liten;

/// <summary>What a scheduler is built from.</summary>
internal sealed record SchedulerParts
{
    public required TaskHost Host { get; init; }

    public required TimerDriver Timers { get; init; }

    public required Clock Clock { get; init; }

    public required ThreadSource Threads { get; init; }

    public required string ThreadName { get; init; }

    public required int WorkerThreads { get; init; }

    public required bool StealsWork { get; init; }

    /// <summary>How many threads can run at the same time.</summary>
    public required int Processors { get; init; }

    public required int StackSize { get; init; }

    public required int PoolCapacity { get; init; }

    /// <summary>How long a thread that stood in for a worker stays for the next time.</summary>
    public TimeSpan KeepAlive { get; init; }

    /// <summary>Seeds the order in which workers visit each other.</summary>
    public required ulong Seed { get; init; }
}
