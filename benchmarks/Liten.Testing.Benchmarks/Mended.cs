namespace Liten.Testing.Benchmarks;

/// <summary>The mended twins of the ten bugs, in many orders.</summary>
internal static class Mended
{
    public static void Run(int schedules)
    {
        foreach ((string name, Func<TestRun, LitenTask> body) in Bodies.Mended)
        {
            ExplorationReport report = Explore.Run(
                body, new ExploreOptions { Schedules = schedules, TimeLimit = TimeSpan.FromMinutes(5) });
            Console.WriteLine($"{name,-16} {report}");
        }
    }
}
