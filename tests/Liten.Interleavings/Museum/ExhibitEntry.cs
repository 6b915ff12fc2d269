namespace Liten.Interleavings;

/// <summary>Where the test enters the edited library's own copy of the explorer.</summary>
public static class ExhibitEntry
{
    /// <summary>The schedule and what failed in it, or null.</summary>
    public static string? Explore(string scenario, long mostSchedules)
    {
        ExplorationResult result = AllScenarios.ById[scenario].Explore(mostSchedules);
        return result.Failure is null ? null : $"schedule {result.Schedules}: {result.Failure}";
    }
}
