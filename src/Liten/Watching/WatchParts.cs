namespace Liten;

/// <summary>What the watch of a runtime is built from.</summary>
internal sealed record WatchParts
{
    /// <summary>What the runtime is called.</summary>
    public required string Name { get; init; }

    public required TaskHost Host { get; init; }

    public required RuntimeScheduler Scheduler { get; init; }

    public required Clock Clock { get; init; }

    public required ThreadSource Threads { get; init; }

    public required string ThreadName { get; init; }

    /// <summary>From when on a turn is a stall, if the options ask for the watch; null if they do not.</summary>
    public required TimeSpan? StallThreshold { get; init; }
}
