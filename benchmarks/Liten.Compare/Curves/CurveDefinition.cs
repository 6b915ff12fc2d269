namespace Liten.Compare;

/// <summary>One row, measured again and again while one thing grows.</summary>
/// <param name="Name">The curve's name in files.</param>
/// <param name="Title">The curve's name in tables.</param>
/// <param name="Axis">What grows.</param>
/// <param name="Row">What is measured.</param>
/// <param name="Values">The values of what grows.</param>
/// <param name="GrowsWorkers">The workers grow, and not the row's size.</param>
internal sealed record CurveDefinition(string Name, string Title, string Axis, string Row, IReadOnlyList<long> Values, bool GrowsWorkers = false);
