namespace Liten.Compare;

internal sealed record CurvePoint(long X, LineResult Line);
