namespace Liten.Testing.Benchmarks;

/// <summary>Runs many schedules twice, the second time from their deviations, and counts those that differ.</summary>
internal static class Repetition
{
    public static void Run(int schedules)
    {
        var options = new ExploreOptions();
        foreach ((string name, Func<TestRun, LitenTask> body) in Bodies.Broken)
        {
            using var world = new World(options);
            ScheduleBody start = Testing.Bodies.Of(body, "", 0);
            ScheduleStrategy strategy = Strategy.Random;
            strategy.Start(1);
            int different = 0;
            int failed = 0;
            uint all = 0;
            for (int i = 0; i < schedules; i++)
            {
                ScheduleOutcome first = world.Run(start, strategy);
                ScheduleOutcome second = world.Run(start, new ReplayStrategy([.. world.Deviations]));
                different += first.Hash == second.Hash && first.Failure == second.Failure ? 0 : 1;
                failed += first.Failure is null ? 0 : 1;
                all = (all * 31) + first.Hash;
            }

            Console.WriteLine($"{name,-16} {schedules:N0} schedules twice: {different} differ, {failed:N0} fail; hash of all {all:x8}");
        }
    }
}
