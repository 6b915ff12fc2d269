namespace Liten.Compare;

/// <summary>A value and the range in which it lies with 95 % confidence.</summary>
internal readonly record struct Interval(double Low, double Value, double High);
