using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Liten.Peers;

/// <summary>What the thread outside of the runtime does in the rows that have one.</summary>
internal static partial class ForeignThread
{
    public static readonly TimeSpan Service = TimeSpan.FromMicroseconds(100);

    /// <summary>Long enough for every worker to stop spinning and park.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private const double Load = 0.5;

    /// <summary>Waits for a count without leaving the processor to nobody.</summary>
    public static void AwaitCount(long target)
    {
        while (Counter.Sum() < target)
        {
            Thread.Yield();
        }
    }

    /// <summary>Calls back at fixed times, so that the workers are busy half of the time, whatever they do meanwhile.</summary>
    public static void InTime(long count, int workers, Action<long> send)
    {
        long interval = (long)(Service.TotalSeconds / (Load * workers) * Stopwatch.Frequency);
        long due = Stopwatch.GetTimestamp();
        for (long i = 0; i < count; i++)
        {
            due += interval;
            Sleep(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due));
            send(i);
        }
    }

    /// <summary>Computes for the time that a woken task needs.</summary>
    public static void Compute()
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Service)
        {
            Thread.SpinWait(1);
        }
    }

    public static Outcome Percentiles(double[] latencies)
    {
        Array.Sort(latencies);
        double At(double quantile) => latencies[(int)Math.Round(quantile * (latencies.Length - 1))];
        return new Outcome(Figures: new Dictionary<string, double> { ["p50"] = At(0.5), ["p99"] = At(0.99), ["p999"] = At(0.999) });
    }

    /// <summary>Thread.Sleep knows whole milliseconds only.</summary>
    private static void Sleep(TimeSpan duration)
    {
        if (duration > TimeSpan.Zero)
        {
            _ = SleepMicroseconds((uint)duration.TotalMicroseconds);
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int SleepMicroseconds(uint microseconds);
}
