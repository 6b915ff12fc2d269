namespace Liten.Benchmarks.QuickRatio;

/// <summary>One comparison: the same number of operations by Liten and by the baseline.</summary>
internal sealed record RatioRow(string Name, int Operations, Action Liten, Action Baseline);
