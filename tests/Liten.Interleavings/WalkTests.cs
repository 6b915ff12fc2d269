using Liten.Proof;

namespace Liten.Interleavings;

/// <summary>Beyond the bounds of the complete search: random walks, and walks that find a bug of a given depth with a stated chance.</summary>
public sealed class WalkTests
{
    private const int Depth = 3;
    private const int DelaysPerWalk = 4;

    private const long FewWalks = 500;

    /// <summary>How many priority walks each scenario gets where time is not short; <c>LITEN_WALKS</c> sets another number.</summary>
    private static readonly long s_walks = long.TryParse(Environment.GetEnvironmentVariable("LITEN_WALKS"), out long walks) ? walks : 8_000;

    [Theory]
    [MemberData(nameof(AllScenarios.Ids), MemberType = typeof(AllScenarios))]
    public void Holds_in_walks_that_no_bound_limits(string id) => Walk(id, FewWalks);

    [Theory]
    [MemberData(nameof(AllScenarios.Ids), MemberType = typeof(AllScenarios))]
    [Trait(TestDepth.Trait, TestDepth.Deep)]
    public void Holds_in_many_walks_that_no_bound_limits(string id)
    {
        (int steps, ExplorationResult priority, ExplorationResult random) = Walk(id, s_walks);

        Facts.Report(
            "pct",
            id,
            ("n", priority.MostActors),
            ("k", steps),
            ("d", Depth),
            ("runs", priority.Schedules),
            ("p", $"{PriorityWalk.Guarantee(priority.MostActors, steps, Depth, priority.Schedules):P1}"),
            ("random", random.Schedules));
    }

    private static (int Steps, ExplorationResult Priority, ExplorationResult Random) Walk(string id, long walks)
    {
        Scenario scenario = AllScenarios.ById[id];
        ScenarioSettings settings = scenario.Settings with { StoreDelay = DelaysPerWalk };
        var measuring = new PriorityWalk(seed: 1, schedules: 200, Depth, steps: 100, DelaysPerWalk);
        Exploration.Run(scenario, measuring, settings).EnsurePassed();
        var walk = new PriorityWalk(seed: 2, walks, Depth, measuring.MostSteps, DelaysPerWalk);

        ExplorationResult priority = Exploration.Run(scenario, walk, settings).EnsurePassed();
        ExplorationResult random = Exploration.Run(scenario, new RandomWalk(seed: 3, walks / 2, DelaysPerWalk), settings).EnsurePassed();

        return (Math.Max(measuring.MostSteps, walk.MostSteps), priority, random);
    }
}
