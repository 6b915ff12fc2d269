namespace Liten.Soak;

/// <summary>Percentiles in microseconds.</summary>
internal readonly record struct Latency(long Count, double P50, double P99, double P999);
