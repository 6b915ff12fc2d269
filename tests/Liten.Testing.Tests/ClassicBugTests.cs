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
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: worst of {Seeds} seeds {worst}");
    }

    [Theory]
    [MemberData(nameof(ClassicBugNames.All), MemberType = typeof(ClassicBugNames))]
    public void AmongNoise_IsFoundWithin300SchedulesForEachSeed(string name)
    {
        var bug = ClassicBug.Called(name);
        int worst = Enumerable.Range(1, Seeds).Max(
            seed => SchedulesToFind(run => ClassicBug.AmongNoise(bug.RunBroken, run), seed, bound: 300));
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: worst of {Seeds} seeds {worst}");
    }

    [Theory]
    [MemberData(nameof(ClassicBugNames.All), MemberType = typeof(ClassicBugNames))]
    public void Mended_Passes(string name)
    {
        var bug = ClassicBug.Called(name);
        ExplorationReport report = Explore.Run(bug.RunMended, new ExploreOptions { Schedules = 5_000 });
        Assert.Equal(5_000, report.Schedules);
    }

    private static int SchedulesToFind(Func<TestRun, LitenTask> body, int seed, int bound)
    {
        var options = new ExploreOptions { Schedules = bound, Seed = (ulong)seed };
        return Assert.Throws<ScheduleFailedException>(() => Explore.Run(body, options)).Schedule + 1;
    }
}
