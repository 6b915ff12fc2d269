namespace Liten;

/// <summary>What the page sends to stop a task.</summary>
internal sealed record AbortCommand(long Id);
