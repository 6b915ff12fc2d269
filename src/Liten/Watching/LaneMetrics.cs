namespace Liten;

/// <summary>What one lane of a runtime does and has done. A snapshot.</summary>
public sealed record LaneMetrics
{
    /// <summary>The lane's name.</summary>
    public required string Name { get; init; }

    /// <summary>Turns of its tasks that wait for a worker.</summary>
    public required int QueuedItems { get; init; }

    /// <summary>Workers that serve the lane at the moment.</summary>
    public required int RunningWorkers { get; init; }

    /// <summary>Turns its tasks have had.</summary>
    public required long Turns { get; init; }

    /// <summary>
    /// Time of workers that the lane has used, with that of tasks of other lanes for which it waited.
    /// </summary>
    public required TimeSpan BusyTime { get; init; }

    /// <summary>Its part of the time that all lanes have used, from 0 to 1.</summary>
    public required double ShareOfTime { get; init; }

    /// <summary>The part that its shares entitle it to while all lanes want to run, from 0 to 1.</summary>
    public required double EntitledShare { get; init; }

    /// <summary>How long a turn has waited for a worker, on average.</summary>
    public required TimeSpan AverageDelay { get; init; }

    /// <summary>The longest such wait so far.</summary>
    public required TimeSpan LongestDelay { get; init; }

    /// <summary>For how long the turn that is next has waited; zero if none waits.</summary>
    public required TimeSpan CurrentDelay { get; init; }
}
