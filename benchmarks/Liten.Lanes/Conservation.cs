using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Liten.Measurements;

/// <summary>Many turns in five lanes: at each of them limits and pins are looked at, and at the end the turns are counted.</summary>
internal static class Conservation
{
    private const int Tasks = 100;
    private const int Workers = 4;

    private static readonly string[] s_lanes = ["default", "requests", "bulk", "ledger", "pinned"];
    private static readonly int[] s_limits = [Workers, Workers, 2, 1, Workers];
    private static readonly int[][] s_pins = [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [3], [0, 2]];

    private static readonly int[] s_inside = new int[s_lanes.Length];
    private static readonly long[] s_ran = new long[s_lanes.Length];
    private static long s_broken;

    /// <returns>The exit code: 0 if all has held.</returns>
    public static int Run(long turns)
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(Workers)
            .Lane("requests", shares: 8, latency: TimeSpan.FromMilliseconds(1))
            .Lane("bulk", maxWorkers: 2)
            .Lane("ledger", maxWorkers: 1, workers: [3], order: LaneOrder.EarliestDeadline)
            .Lane("pinned", workers: [0, 2])
            .Build();
        long start = Stopwatch.GetTimestamp();
        JoinHandle[] tasks = [.. Enumerable.Range(0, Tasks).Select(i => Start(runtime, i % s_lanes.Length, turns / Tasks))];
        runtime.BlockOn(async () => await LitenTask.WhenAll(tasks));
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        bool isComplete = s_ran.Sum() == turns / Tasks * Tasks;
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"{s_ran.Sum():N0} turns in {took.TotalSeconds:N1} s; {s_broken} broke a limit or a pin; {(isComplete ? "none" : "SOME")} lost");
        return isComplete && s_broken == 0 ? 0 : 1;
    }

    private static JoinHandle Start(Runtime runtime, int lane, long turns)
        => runtime.Spawn(() => TurnsAsync(lane, turns), new SpawnOptions { Lane = s_lanes[lane] });

    private static async LitenTask TurnsAsync(int lane, long turns)
    {
        for (long i = 0; i < turns; i++)
        {
            Visit(lane);
            if (i % 64 == 0)
            {
                await Time.Sleep(TimeSpan.FromTicks(1));
            }
            else
            {
                await LitenTask.Yield();
            }
        }
    }

    private static void Visit(int lane)
    {
        bool isTooMany = Interlocked.Increment(ref s_inside[lane]) > s_limits[lane];
        int worker = int.Parse(Thread.CurrentThread.Name!.Split('-')[^1], CultureInfo.InvariantCulture);
        if (isTooMany || !s_pins[lane].Contains(worker))
        {
            Interlocked.Increment(ref s_broken);
        }

        Interlocked.Increment(ref s_ran[lane]);
        Interlocked.Decrement(ref s_inside[lane]);
    }
}
