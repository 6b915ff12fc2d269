namespace Liten.Compare;

/// <summary>One line of the table.</summary>
/// <param name="Name">The line's name.</param>
/// <param name="Unit">What its numbers are; less is better.</param>
/// <param name="Key">The figure in the peer's answer; null for the time per operation.</param>
internal sealed record FigureDefinition(string Name, string Unit, string? Key);
