using Spectre.Console;

namespace Liten.Measurements;

/// <summary>What lanes of 8, 3 and 1 shares get of the workers' time, in each of many intervals of 100 ms.</summary>
internal static class ShareTable
{
    private const int Intervals = 50;

    private static readonly (string Name, int Shares, int Microseconds)[] s_lanes = [("a", 8, 20), ("b", 3, 200), ("c", 1, 60)];

    public static void Print()
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(Load.Workers);
        foreach ((string name, int shares, _) in s_lanes)
        {
            builder.Lane(name, shares: shares);
        }

        using Runtime runtime = builder.Build();
        var load = new Load();
        foreach ((string name, _, int microseconds) in s_lanes)
        {
            load.Fill(runtime, name, tasks: 4 * Load.Workers, microseconds);
        }

        Thread.Sleep(500);
        double[][] parts = [.. Enumerable.Range(0, Intervals).Select(_ => MeasureParts(runtime))];
        load.Stop();
        var table = new Table().AddColumns("lane", "turns of", "shares", "median of 100 ms", "within 10 %", "worst");
        double all = s_lanes.Sum(static lane => lane.Shares);
        for (int i = 0; i < s_lanes.Length; i++)
        {
            double target = s_lanes[i].Shares / all;
            double[] sorted = [.. parts.Select(part => part[i + 1]).Order()];
            int within = sorted.Count(part => Math.Abs(part - target) <= 0.1 * target);
            double worst = sorted.MaxBy(part => Math.Abs(part - target));
            table.AddRow(
                s_lanes[i].Name, $"{s_lanes[i].Microseconds} µs", $"{s_lanes[i].Shares} = {target:P1}", $"{sorted[Intervals / 2]:P1}",
                $"{within} of {Intervals}", $"{worst:P1}");
        }

        AnsiConsole.Write(table);
    }

    private static double[] MeasureParts(Runtime runtime)
    {
        double[] before = Busy(runtime);
        Thread.Sleep(100);
        double[] used = [.. Busy(runtime).Zip(before, static (now, then) => now - then)];
        return [.. used.Select(part => part / used.Sum())];
    }

    private static double[] Busy(Runtime runtime)
        => [.. runtime.Metrics.Lanes.Select(static lane => lane.BusyTime.TotalMilliseconds)];
}
