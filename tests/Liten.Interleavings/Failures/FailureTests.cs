using Liten.Proof;

namespace Liten.Interleavings;

/// <summary>Whatever allocation of these files fails, at any moment of a schedule: what the table in README.md promises holds.</summary>
public sealed class FailureTests
{
    [Theory]
    [MemberData(nameof(FailureScenarios.Ids), MemberType = typeof(FailureScenarios))]
    public void Holds_whatever_allocation_fails(string id)
    {
        Scenario scenario = FailureScenarios.ById[id];

        (string? failure, long schedules) = PatchedLibrary.ExploreFailing(id);

        Assert.True(failure is null, failure);
        Facts.Report("failure", id, ("pb", scenario.Preemptions), ("sd", scenario.Settings.StoreDelay), ("schedules", schedules));
        Pins.Check(id, schedules, scenario.Schedules);
    }

    /// <summary>The table of README.md names each file of the library that allocates, and no other.</summary>
    [Fact]
    public void Every_file_that_allocates_has_a_promise()
    {
        string[] promised =
        [
            .. Readme().Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
                .SelectMany(static line => line.Split('|')[1].Split(", ", StringSplitOptions.TrimEntries))
                .Select(static name => name.Trim('`')),
        ];
        string[] allocating = [.. PatchedLibrary.AllocationSites.Select(static site => site.File).Distinct()];

        Assert.True(allocating.Except(promised).Order().ToArray() is [], $"without a promise: {string.Join(", ", allocating.Except(promised).Order())}");
        Assert.True(promised.Except(allocating).Order().ToArray() is [], $"allocates nothing: {string.Join(", ", promised.Except(allocating).Order())}");
    }

    /// <summary>What fails in a scenario is among the rewritten places, under the names the scenarios use.</summary>
    [Fact]
    public void Every_file_that_a_scenario_names_allocates()
        => Assert.Empty(FailureScenarios.ById.Values.SelectMany(static scenario => scenario.Settings.FailingAllocations)
            .Except(PatchedLibrary.AllocationSites.Select(static site => site.File)));

    private static IEnumerable<string> Readme()
        => File.ReadLines(Path.Combine(SourceLines.Root, "..", "..", "tests", "Liten.Interleavings", "Failures", "README.md"));

    /// <summary>A mode that makes nothing fail would pass every scenario.</summary>
    [Theory]
    [MemberData(nameof(FailureScenarios.Ids), MemberType = typeof(FailureScenarios))]
    public void Something_fails_in_each(string id)
        => Assert.True(PatchedLibrary.ExploreFailing(id).Schedules > FailureScenarios.ById[id].Explore().EnsurePassed().Schedules);
}
