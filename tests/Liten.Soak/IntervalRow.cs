using System.Globalization;

namespace Liten.Soak;

/// <summary>An interval as texts, the same for a table and for plain lines.</summary>
internal static class IntervalRow
{
    private const double Megabyte = 1024 * 1024;

    public static IReadOnlyList<string> Headings { get; } =
        ["elapsed", "ops/s", "managed MiB", "slope MiB/h", "resident MiB", "slope MiB/h", "threads", "files", "wake p50 us", "p99 us", "p99.9 us"];

    public static IReadOnlyList<string> Cells(Interval interval) =>
    [
        interval.Elapsed.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
        Number(interval.OperationsPerSecond, "N0"),
        Number(interval.ManagedBytes / Megabyte, "F2"),
        Slope(interval.ManagedTrend),
        Number(interval.Process.ResidentBytes / Megabyte, "F1"),
        Slope(interval.ResidentTrend),
        Number(interval.Process.Threads, "N0"),
        Number(interval.Process.OpenFiles, "N0"),
        Number(interval.Latency.P50, "N1"),
        Number(interval.Latency.P99, "N0"),
        Number(interval.Latency.P999, "N0"),
    ];

    private static string Slope(Trend trend) => trend.IsKnown ? Number(trend.Slope, "+0.0;-0.0;0.0") : "-";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
