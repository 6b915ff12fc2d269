namespace Liten.Testing.Tests;

/// <summary>The ten classic bugs are found within their bounds, and their mended twins pass.</summary>
public sealed class ClassicBugTests
{
    private const int Seeds = 40;

    [Theory]
    [MemberData(nameof(ClassicBugNames.All), MemberType = typeof(ClassicBugNames))]
    public void Bare_IsFoundWithin50SchedulesForEachSeed(string name)
    {
        var bug = ClassicBug.Called(name);
        int worst = Enumerable.Range(1, Seeds).Max(seed => SchedulesToFind(bug.RunBroken, seed, bound: 50));
        Facts.Report("replay", FactOf("bare", name), ("seeds", Seeds), ("worst", worst), ("bound", 50));
    }

    [Theory]
    [MemberData(nameof(ClassicBugNames.All), MemberType = typeof(ClassicBugNames))]
    public void AmongNoise_IsFoundWithin300SchedulesForEachSeed(string name)
    {
        var bug = ClassicBug.Called(name);
        int worst = Enumerable.Range(1, Seeds).Max(
            seed => SchedulesToFind(run => ClassicBug.AmongNoise(bug.RunBroken, run), seed, bound: 300));
        Facts.Report("replay", FactOf("among-noise", name), ("seeds", Seeds), ("worst", worst), ("bound", 300));
    }

    [Theory]
    [MemberData(nameof(ClassicBugNames.All), MemberType = typeof(ClassicBugNames))]
    public void Mended_Passes(string name)
    {
        var bug = ClassicBug.Called(name);
        ExplorationReport report = Explore.Run(bug.RunMended, new ExploreOptions { Schedules = 5_000 });
        Assert.Equal(5_000, report.Schedules);
        Facts.Report("replay", FactOf("mended", name), ("schedules", report.Schedules), ("longest", report.MostSteps));
    }

    private static string FactOf(string what, string bug)
        => $"{what}.{string.Concat(bug.Select(static letter => char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}")).TrimStart('-')}";

    private static int SchedulesToFind(Func<TestRun, LitenTask> body, int seed, int bound)
    {
        var options = new ExploreOptions { Schedules = bound, Seed = (ulong)seed };
        return Assert.Throws<ScheduleFailedException>(() => Explore.Run(body, options)).Schedule + 1;
    }
}
