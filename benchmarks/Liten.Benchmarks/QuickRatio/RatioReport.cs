using System.Diagnostics;

namespace Liten.Benchmarks.QuickRatio;

/// <summary>
/// Measures each row in turns (Liten, baseline, Liten, baseline, ..) in one process, so that what disturbs the machine disturbs
/// both, and prints the median of the rounds' ratios. Nothing is discarded.
/// </summary>
internal static class RatioReport
{
    private const int Rounds = 15;

    /// <summary>Past tiered compilation: it waits for 30 calls and 100 quiet milliseconds.</summary>
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_idleTime = TimeSpan.FromSeconds(5);

    public static void Print(string? filter)
    {
        string limit = TwoThreads.LimitThreadPool() ? "" : " (the ThreadPool could not be held to them: set DOTNET_PROCESSOR_COUNT=2)";
        Console.WriteLine($"{TwoThreads.Threads} threads on each side{limit}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, {Rounds} rounds");
        Console.WriteLine($"{"row",-28}{"ratio",8}{"min..max",16}{"Liten ns",12}{"base ns",12}{"Liten B",10}{"base B",10}");
        foreach (RatioRow row in RatioRows.All().Where(row => filter is null || row.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
        {
            PrintRow(row);
        }

        Console.WriteLine($"CPU of an idle runtime with {TwoThreads.Threads} workers over {s_idleTime.TotalSeconds} s: {MeasureIdle().TotalMilliseconds:F1} ms");
    }

    private static void PrintRow(RatioRow row)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            row.Liten();
            row.Baseline();
        }
        while (Stopwatch.GetElapsedTime(start) < s_warmUp);

        var liten = new Measurement[Rounds];
        var baseline = new Measurement[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            liten[round] = Measurement.Of(row.Liten, row.Operations);
            baseline[round] = Measurement.Of(row.Baseline, row.Operations);
        }

        double[] ratios = [.. liten.Zip(baseline, (one, other) => one.Nanoseconds / other.Nanoseconds)];
        Console.WriteLine(
            $"{row.Name,-28}{Median(ratios),8:F2}{$"{ratios.Min():F2}..{ratios.Max():F2}",16}" +
            $"{Median(liten.Select(one => one.Nanoseconds)),12:F1}{Median(baseline.Select(one => one.Nanoseconds)),12:F1}" +
            $"{Median(liten.Select(one => one.Bytes)),10:F1}{Median(baseline.Select(one => one.Bytes)),10:F1}");
    }

    private static TimeSpan MeasureIdle()
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(TwoThreads.Threads).Build();
        runtime.BlockOn(static () => LitenTask.CompletedTask);
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        Thread.Sleep(s_idleTime);
        process.Refresh();
        return process.TotalProcessorTime - before;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
