namespace Liten.Interleavings;

/// <summary>Where the test enters the rewritten library's own copy of the explorer.</summary>
public static class FailureEntry
{
    /// <summary>The failing schedule with its steps, or null; and how many schedules there were.</summary>
    public static (string? Failure, long Schedules) Explore(string scenario)
    {
        ExplorationResult result = FailureScenarios.ById[scenario].Explore();
        try
        {
            result.EnsurePassed();
            return (result.IsComplete ? null : "not complete", result.Schedules);
        }
        catch (InvalidOperationException exception)
        {
            return (exception.Message, result.Schedules);
        }
    }
}
