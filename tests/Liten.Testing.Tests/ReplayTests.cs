namespace Liten.Testing.Tests;

/// <summary>A failure is one line, and the line is the failure.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("lt1:9c41e07b:4=1")]
    [InlineData("lt1:00000000:")]
    [InlineData("lt1:ffffffff:2=3,7=T,9=A3,11=C1,12=F2")]
    public void Line_IsReadAsItWasWritten(string line) => Assert.Equal(line, ReplayString.Parse(line).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("lt2:9c41e07b:4=1")]
    [InlineData("lt1:9c41e07b")]
    [InlineData("lt1:xyz:4=1")]
    [InlineData("lt1:9c41e07b:4=")]
    [InlineData("lt1:9c41e07b:=1")]
    [InlineData("lt1:9c41e07b:4=T1")]
    public void WrongLine_IsRefused(string line)
    {
        var refused = Assert.Throws<FormatException>(
            () => Explore.Replay(line, async () => await LitenTask.Yield()));
        Assert.Contains("lt1:9c41e07b:4=1,7=T", refused.Message);
    }

    [Fact]
    public void LongLine_StandsInAFile()
    {
        var replay = new ReplayString(1, [.. Enumerable.Range(1, 100).Select(step => new Deviation(step, DeviationKind.Order, 1))]);
        string line = replay.ToLine();
        Assert.True(line.Length < 200);
        Assert.Equal(replay.ToString(), ReplayString.Parse(line).ToString());
    }

    [Fact]
    public void PassingSchedule_IsReplayedQuietly() => Explore.Replay("lt1:00000000:", LostUpdate.Broken);

    [Fact]
    public void StaleLine_NamesTheStep_AndLooksNearby()
    {
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Replay("lt1:7bdfda78:4=5", LostUpdate.Broken));
        Assert.Contains("stale", failed.Message);
        Assert.Contains("step 4", failed.Message);
    }

    [Fact]
    public void DifferentRuns_AreNotDeterministic()
    {
        int runs = 0;
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(async () =>
        {
            for (int i = runs++; i > 0; i--)
            {
                await LitenTask.Yield();
            }
        }));
        Assert.Equal(ScheduleFailure.NotDeterministic, failed.Failure);
        Assert.Contains("not repeatable", failed.Message);
    }

    [Theory]
    [MemberData(nameof(ClassicBugNames.All), MemberType = typeof(ClassicBugNames))]
    public void EverySchedule_IsTheSameTwice(string name)
    {
        var bug = ClassicBug.Called(name);
        using var world = new World(new ExploreOptions());
        ScheduleBody body = Bodies.Of(bug.RunMended, "", 0);
        ScheduleStrategy strategy = Strategy.Random;
        strategy.Start(11);
        for (int schedule = 0; schedule < 1_000; schedule++)
        {
            ScheduleOutcome first = world.Run(body, strategy);
            Deviation[] deviations = [.. world.Deviations];
            ScheduleOutcome second = world.Run(body, new ReplayStrategy(deviations));
            Assert.Equal(first.Hash, second.Hash);
            Assert.Equal(deviations, world.Deviations);
            if (schedule == 0)
            {
                strategy.Begin(schedule);
            }
        }
    }

    [Fact]
    public void SameSeed_TriesTheSameOrders()
    {
        Assert.Equal(Orders(5), Orders(5));
        Assert.NotEqual(Orders(5), Orders(6));

        static List<string> Orders(ulong seed)
        {
            var orders = new List<string>();
            Explore.Run(
                async () =>
                {
                    string order = "";
                    await LitenTask.WhenAll(LitenTask.Spawn(() => Write("ab")), LitenTask.Spawn(() => Write("cd")));
                    orders.Add(order);

                    async LitenTask Write(string letters)
                    {
                        order += letters[0];
                        await LitenTask.Yield();
                        order += letters[1];
                    }
                },
                new ExploreOptions { Seed = seed, Schedules = 30, Strategy = Strategy.Random });
            return orders;
        }
    }
}
