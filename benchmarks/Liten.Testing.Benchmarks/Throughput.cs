using System.Diagnostics;

namespace Liten.Testing.Benchmarks;

/// <summary>Schedules per second on one core, and bytes per schedule: 3 tasks, up to 17 steps, random choices.</summary>
internal static class Throughput
{
    public static void Run(double seconds)
    {
        Measure("async LitenTask", Bodies.OfLitenTask, seconds);
        Measure("async Task", Bodies.OfTask, seconds);
        Measure("a sleep each", Bodies.OfSleeps, seconds);
    }

    private static void Measure(string name, Func<LitenTask> body, double seconds)
    {
        Explore(body, TimeSpan.FromSeconds(seconds / 3));
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long begin = Stopwatch.GetTimestamp();
        ExplorationReport report = Explore(body, TimeSpan.FromSeconds(seconds));
        double elapsed = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        long bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / Math.Max(1, report.Schedules);
        Console.WriteLine(
            $"{name,-16} {report.Schedules / elapsed,10:N0} schedules/s {bytes,7:N0} bytes each, up to {report.MostSteps} steps");
    }

    private static ExplorationReport Explore(Func<LitenTask> body, TimeSpan limit) => Testing.Explore.Run(
        body,
        new ExploreOptions { Schedules = int.MaxValue, TimeLimit = limit, Strategy = Strategy.Random, Seed = 1 });
}
