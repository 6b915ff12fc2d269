using System.Diagnostics;

namespace Liten.Benchmarks.QuickRatio;

/// <summary>What one operation took in one round.</summary>
internal readonly record struct Measurement(double Nanoseconds, double Bytes)
{
    public static Measurement Of(Action action, int operations)
    {
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        action();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new Measurement(time.TotalNanoseconds / operations, (double)bytes / operations);
    }
}
