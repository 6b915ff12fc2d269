namespace Liten.Testing;

/// <summary>What one schedule has come to.</summary>
/// <param name="Failure">In which way it has failed; null if it has passed.</param>
/// <param name="Exception">What was thrown, or null.</param>
/// <param name="Text">What has happened, in words.</param>
/// <param name="Hash">Of all steps.</param>
/// <param name="Steps">How many steps it has had.</param>
internal sealed record ScheduleOutcome(
    ScheduleFailure? Failure, Exception? Exception, string Text, uint Hash, int Steps)
{
    /// <summary>
    /// What must stay the same while the schedule is shrunk: the kind of the failure, and where it was.
    /// </summary>
    public string Signature => $"{Failure}/{Exception?.GetType()}/{PlaceOf(Exception)}";

    private static string? PlaceOf(Exception? exception)
        => exception is null ? null : CallPlace.OfException(exception)?.ToString();
}
