namespace Liten.Soak;

/// <summary>The figures of one stretch of the run, taken at its end.</summary>
internal sealed record Interval(
    int Number,
    TimeSpan Elapsed,
    double OperationsPerSecond,
    long ManagedBytes,
    ProcessFigures Process,
    Latency Latency,
    Trend ManagedTrend,
    Trend ResidentTrend);
