using Liten.Proof;

namespace Liten.Interleavings;

/// <summary>Each scenario holds in every schedule within its bounds.</summary>
public sealed class ScenarioTests
{
    [Theory]
    [MemberData(nameof(AllScenarios.Ids), MemberType = typeof(AllScenarios))]
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
}
