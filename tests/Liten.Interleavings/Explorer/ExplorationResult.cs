namespace Liten.Interleavings;

/// <summary>What an exploration has visited, and the schedule that failed if one did.</summary>
internal sealed record ExplorationResult
{
    public required Scenario Scenario { get; init; }

    public required ScenarioSettings Settings { get; init; }

    public required long Schedules { get; init; }

    /// <summary>Schedules that were begun and turned out to repeat others.</summary>
    public required long Redundant { get; init; }

    public required long Steps { get; init; }

    public required int LongestSchedule { get; init; }

    /// <summary>The most actors a schedule had.</summary>
    public required int MostActors { get; init; }

    public required bool IsComplete { get; init; }

    public required string? Failure { get; init; }

    public required string Decisions { get; init; }

    public required IReadOnlyList<string> Trace { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Throws if a schedule has failed, with its steps and the string that replays it.</summary>
    public ExplorationResult EnsurePassed()
    {
        if (Failure is null)
        {
            return this;
        }

        ExplorationResult again = Exploration.Run(Scenario, new Replay(Decisions), Settings, traces: true);
        string steps = string.Join(Environment.NewLine, again.Trace);
        throw new InvalidOperationException($"""
            {Scenario.Id}: schedule {Schedules} fails: {Failure}
            replay: {Decisions}
            {steps}
            The replay {(again.Failure is null ? "did not fail" : "failed, too: " + again.Failure)}
            """);
    }
}
