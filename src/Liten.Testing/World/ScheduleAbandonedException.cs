namespace Liten.Testing;

/// <summary>Ends a turn of a schedule that is over, where it stands.</summary>
internal sealed class ScheduleAbandonedException() : OperationCanceledException("The schedule has ended.");
