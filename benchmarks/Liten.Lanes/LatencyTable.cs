using System.Diagnostics;
using Spectre.Console;

namespace Liten.Measurements;

/// <summary>How long a request waits from its wake-up to its run while bulk work fills all workers.</summary>
internal static class LatencyTable
{
    private const int Requests = 500;
    private const int BulkTurn = 200;

    private static readonly TimeSpan s_target = TimeSpan.FromMilliseconds(1);

    public static void Print()
    {
        var table = new Table().AddColumns($"bulk turns of {BulkTurn} µs", "p50", "p99", "worst", "target plus one turn");
        Add(table, "no lanes", null, null, static builder => builder);
        Add(table, "lanes, no target", "requests", "bulk", static builder => builder.Lane("requests", shares: 8).Lane("bulk"));
        Add(table, "lanes, target 1 ms", "requests", "bulk", static builder => builder.Lane("requests", shares: 8, latency: s_target).Lane("bulk"));
        AnsiConsole.Write(table);
    }

    private static void Add(Table table, string name, string? requests, string? bulk, Func<RuntimeBuilder, RuntimeBuilder> lanes)
    {
        using Runtime runtime = lanes(Runtime.CreateBuilder().WorkerThreads(Load.Workers)).Build();
        var load = new Load();
        load.Fill(runtime, bulk, tasks: 16 * Load.Workers, BulkTurn);
        double[] sorted = [.. Enumerable.Range(0, Requests).Select(_ => DelayOfOne(runtime, requests)).Order()];
        load.Stop();
        table.AddRow(name, Text(sorted[Requests / 2]), Text(sorted[Requests * 99 / 100]), Text(sorted[^1]), Text(1_000 + BulkTurn));
    }

    /// <summary>Microseconds from a spawn, from outside of the runtime, to the first line of the task.</summary>
    private static double DelayOfOne(Runtime runtime, string? lane)
    {
        Thread.Sleep(1);
        long spawned = Stopwatch.GetTimestamp();
        JoinHandle<long> request = runtime.Spawn(static async () => Stopwatch.GetTimestamp(), new SpawnOptions { Lane = lane });
        request.AsTask().Wait();
        return Stopwatch.GetElapsedTime(spawned, request.AsTask().Result).TotalMicroseconds;
    }

    private static string Text(double microseconds) => $"{microseconds:N0} µs";
}
