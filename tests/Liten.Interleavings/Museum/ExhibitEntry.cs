namespace Liten.Interleavings;

/// <summary>Where the test enters the edited library's own copy of the explorer.</summary>
public static class ExhibitEntry
{
    /// <summary>The schedule and what failed in it, or null.</summary>
    public static string? Explore(string scenario, long mostSchedules)
    {
        Scenario explored = AllScenarios.ById[scenario];
        ExplorationResult result = explored.Explore(mostSchedules);
        if (result.Failure is null)
        {
            // Some bugs need more preemptions than the scenario's bound allows.
            result = Exploration.Run(explored, new SleepSets(), explored.Settings with { StoreDelay = 0 }, mostSchedules);
        }

        return result.Failure is null ? null : $"schedule {result.Schedules}: {result.Failure}";
    }
}
