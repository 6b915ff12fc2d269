namespace Liten;

/// <summary>What <c>RunOn</c> leaves on an endpoint.</summary>
internal sealed record RunOnMetadata(string? Runtime) : IRunOnMetadata;
