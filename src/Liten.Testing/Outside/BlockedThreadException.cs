namespace Liten.Testing;

/// <summary>Leaves a wait that would block the only thread of a schedule for ever.</summary>
internal sealed class BlockedThreadException(string message) : InvalidOperationException(message);
