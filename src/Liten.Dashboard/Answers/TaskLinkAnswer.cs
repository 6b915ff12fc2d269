namespace Liten;

/// <summary>A task to go to.</summary>
internal sealed record TaskLinkAnswer(long Id, string? Name, string Site);
