namespace Liten.Testing.Tests;

/// <summary>What a failed schedule tells.</summary>
public sealed class ReportTests
{
    [Theory]
    [MemberData(nameof(ClassicBugNames.All), MemberType = typeof(ClassicBugNames))]
    public void Broken_TellsWhenItPasses_AndReplays(string name)
    {
        var bug = ClassicBug.Called(name);
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(bug.RunBroken));
        TestContext.Current.TestOutputHelper!.WriteLine(failed.Message);

        Assert.Contains(" passes ", failed.Message);
        Assert.True(ReplayString.Parse(failed.Replay).Deviations.Count <= 2);
        var again = Assert.Throws<ScheduleFailedException>(() => Explore.Replay(failed.Replay, bug.RunBroken));
        Assert.Equal(failed.Failure, again.Failure);
        Assert.Equal(failed.Replay, again.Replay);
    }
}
