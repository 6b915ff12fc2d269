namespace Liten;

/// <summary>Something that a person should know of.</summary>
internal sealed record FindingAnswer(
    Severity Severity, string Kind, string Title, string? Detail, string? Link, int? Runtime);
