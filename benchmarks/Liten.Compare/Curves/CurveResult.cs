namespace Liten.Compare;

internal sealed record CurveResult(CurveDefinition Definition, IReadOnlyList<CurvePoint> Points);
