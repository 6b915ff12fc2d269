namespace Liten;

/// <summary>Who waits for whom, and why.</summary>
internal sealed record EdgeAnswer(string From, string To, string Subject, bool IsInCycle);
