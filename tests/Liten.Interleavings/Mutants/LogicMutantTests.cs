using Liten.Proof;

namespace Liten.Interleavings;

/// <summary>
/// Mistakes in the logic are noticed, each by what a scenario says must hold. A count of schedules that differs would notice every
/// honest edit as well, so it does not count here.
/// </summary>
[Trait(TestDepth.Trait, TestDepth.Deep)]
public sealed class LogicMutantTests
{
    private const long MostSchedules = 200_000;

    [Theory]
    [MemberData(nameof(LogicMutants.Data), MemberType = typeof(LogicMutants))]
    public void The_mistake_is_noticed(LogicMutant mutant)
    {
        string? failure = PatchedLibrary.Explore(mutant, mutant.Scenario, MostSchedules);

        Facts.Report("mutants", mutant.Id, ("scenario", mutant.Scenario), ("killed", failure is not null));
        Assert.True(failure is not null, $"{mutant.Scenario} does not notice: {mutant.Mistake}");
    }

    [Fact]
    public void Every_mistake_has_its_own_name() => Assert.Distinct(LogicMutants.All.Select(mutant => mutant.Id));
}
