namespace Liten.Testing.Benchmarks;

/// <summary>
/// Schedules per second of processor time, and bytes per schedule: 3 tasks, up to 17 steps, random choices.
/// </summary>
internal static class Throughput
{
    public static void Run(double seconds)
    {
        Measure("async LitenTask", Bodies.OfLitenTask, seconds);
        Measure("async Task", Bodies.OfTask, seconds);
        Measure("a sleep each", Bodies.OfSleeps, seconds);
        Measure("at operations", Bodies.OfLitenTask, seconds, SchedulePoints.Operations);
    }

    private static void Measure(
        string name, Func<LitenTask> body, double seconds, SchedulePoints points = SchedulePoints.Awaits)
    {
        Explore(body, TimeSpan.FromSeconds(seconds / 3), points);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        ExplorationReport report = Explore(body, TimeSpan.FromSeconds(seconds), points);
        double used = (Environment.CpuUsage.TotalTime - begin).TotalSeconds;
        long bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / Math.Max(1, report.Schedules);
        Console.WriteLine(
            $"{name,-16} {report.Schedules / used,10:N0} schedules/s {bytes,7:N0} bytes each, up to {report.MostSteps} steps");
    }

    private static ExplorationReport Explore(Func<LitenTask> body, TimeSpan limit, SchedulePoints points)
        => Testing.Explore.Run(body, new ExploreOptions
        {
            Schedules = int.MaxValue,
            TimeLimit = limit,
            Strategy = Strategy.Random,
            Seed = 1,
            Points = points,
        });
}
