using System.Diagnostics;

namespace Liten.Compare;

/// <summary>How long it takes from the wake of a sleeping thread until that runs: the least that a parked worker costs.</summary>
internal static class WakeProbe
{
    /// <summary>Long enough for the other thread to sleep.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    public static string What { get; } = OperatingSystem.IsLinux() ? "a futex wake" : "a semaphore's release";

    /// <summary>The median, in nanoseconds.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before the beginning.</exception>
    public static double Measure(int wakes, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using ISleeper sleeper = OperatingSystem.IsLinux() ? new FutexSleeper() : new SemaphoreSleeper();
        var woken = new long[wakes];
        var sent = new long[wakes];
        int taken = 0;
        var thread = new Thread(() =>
        {
            for (int i = 0; i < wakes; i++)
            {
                sleeper.Sleep();
                woken[i] = Stopwatch.GetTimestamp();
                Volatile.Write(ref taken, i + 1);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        for (int i = 0; i < wakes; i++)
        {
            do
            {
                Thread.Sleep(s_pause);
            }
            while (Volatile.Read(ref taken) < i);
            sent[i] = Stopwatch.GetTimestamp();
            sleeper.Wake();
        }

        thread.Join();
        return Median.Of(sent.Zip(woken, (from, to) => Stopwatch.GetElapsedTime(from, to).TotalNanoseconds));
    }
}
