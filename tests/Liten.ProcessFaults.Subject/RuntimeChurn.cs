using System.Diagnostics;
using System.Globalization;

namespace Liten.ProcessFaults.Subject;

/// <summary>Runtimes by the thousand, each used by a task and a blocking job and disposed.</summary>
internal static class RuntimeChurn
{
    private const int UsualCount = 10_000;
    private const int Readings = 20;
    private const string Name = "churned";

    public static int Run()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("LITEN_CHURN") ?? $"{UsualCount}", CultureInfo.InvariantCulture);

        // .NET loads this assembly when it compiles hot code anew, at a moment of its own; its two files are no leak.
        _ = typeof(System.Diagnostics.Tracing.EventSource).Assembly;

        // A fifth more to begin with: it brings in code and pools, and does not count.
        Churn(count / 5, []);
        ProcessFigures before = ReadAfterCollection(out long managedBefore);
        var resident = new List<(double, double)>();
        long start = Stopwatch.GetTimestamp();
        int used = Churn(count, resident);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        HangWatch.Until(static () => ProcessFigures.CountThreads(Name) == 0);
        ProcessFigures after = ReadAfterCollection(out long managedAfter);

        Trend trend = Trend.Fit(resident);
        Figure.Write("runtimes", count);
        Figure.Write("used", used);
        Figure.Write("runtime-threads-left", ProcessFigures.CountThreads(Name));
        Figure.Write("threads-growth", after.Threads - before.Threads);
        Figure.Write("open-files-growth", after.OpenFiles - before.OpenFiles);
        Figure.Write("managed-growth-bytes", managedAfter - managedBefore);
        Figure.Write("resident-growth-bytes", after.ResidentBytes - before.ResidentBytes);
        Figure.Write("resident-slope-bytes-per-runtime", Math.Round(trend.Slope, 1));
        Figure.Write("resident-slope-at-least", Math.Round(trend.AtLeast, 1));
        Figure.Write("microseconds-each", Math.Round(elapsed.TotalMicroseconds / count));
        return 0;
    }

    private static int Churn(int count, List<(double, double)> resident)
    {
        int used = 0;
        for (int i = 1; i <= count; i++)
        {
            using (Runtime runtime = HangWatch.Watch(Builder(i).WorkerThreadName(Name)))
            {
                used += runtime.BlockOn(static async () =>
                {
                    _ = LitenTask.Spawn(static async () => await Time.Sleep(TimeSpan.FromHours(1)));
                    return await LitenTask.Spawn(static async () => 1);
                });
            }

            HangWatch.Progress();
            if (i % (count / Readings) == 0)
            {
                resident.Add((i, ReadAfterCollection(out _).ResidentBytes));
            }
        }

        return used;
    }

    private static RuntimeBuilder Builder(int number) => (number % 4) switch
    {
        0 => Runtime.CreateBuilder().CurrentThread(),
        1 => Runtime.CreateBuilder().WorkerThreads(1),
        2 => Runtime.CreateBuilder().WorkerThreads(3).DisableWorkStealing(),
        _ => Runtime.CreateBuilder().WorkerThreads(3),
    };

    private static ProcessFigures ReadAfterCollection(out long managedBytes)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();

        // Gives back to the system what is free, so that resident memory shows what is not.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        managedBytes = GC.GetTotalMemory(forceFullCollection: false);
        return ProcessFigures.Read();
    }
}
