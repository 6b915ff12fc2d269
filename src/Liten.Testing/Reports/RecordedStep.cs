namespace Liten.Testing;

/// <summary>One step of a schedule, for the report.</summary>
/// <param name="Step">Its number.</param>
/// <param name="Who">The task, or what else goes on.</param>
/// <param name="What">What it does.</param>
/// <param name="InsteadOf">Who would have gone on in the default order; null if the step keeps it.</param>
internal sealed record RecordedStep(int Step, string Who, string What, string? InsteadOf);
