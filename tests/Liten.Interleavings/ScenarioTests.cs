using Liten.Proof;

namespace Liten.Interleavings;

/// <summary>Each scenario holds in every schedule within its bounds.</summary>
public sealed class ScenarioTests
{
    /// <summary>Begins the ids of those to run, while one works on them: <c>LITEN_SCENARIO=select.</c></summary>
    private static readonly string s_prefix = Environment.GetEnvironmentVariable("LITEN_SCENARIO") ?? "";

    /// <summary>The large ones are marked as deep.</summary>
    public static IEnumerable<TheoryDataRow<string>> Ids => AllScenarios.ById.Values
        .Where(static scenario => scenario.Id.StartsWith(s_prefix, StringComparison.Ordinal))
        .Select(static scenario => scenario.IsLarge ? Deep(scenario.Id) : new(scenario.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Holds_in_every_schedule_within_its_bounds(string id)
    {
        Scenario scenario = AllScenarios.ById[id];

        ExplorationResult result = scenario.Explore().EnsurePassed();

        Facts.Report(
            "model",
            id,
            ("pb", scenario.Preemptions),
            ("sd", scenario.Settings.StoreDelay),
            ("complete", result.IsComplete),
            ("schedules", result.Schedules),
            ("steps", result.Steps),
            ("longest", result.LongestSchedule));
        Assert.True(result.IsComplete);
        Pins.Check(id, result.Schedules, scenario.Schedules);
    }

    private static TheoryDataRow<string> Deep(string id) => new TheoryDataRow<string>(id).WithTrait(TestDepth.Trait, TestDepth.Deep);
}
