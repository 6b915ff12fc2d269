namespace Liten.Testing.Tests;

/// <summary>
/// With <see cref="SchedulePoints.Operations"/> code stops in mid-stack too: what no await separates is found, and what
/// blocks a thread blocks no schedule.
/// </summary>
public sealed class OperationTests
{
    private const int Seeds = 40;

    private static ExploreOptions Options => new() { Points = SchedulePoints.Operations };

    [Fact]
    public void LostUpdateOfAPlainField_IsFound()
    {
        ScheduleFailedException failed = Fail(CountTwice(locks: false));
        Assert.Equal(ScheduleFailure.Exception, failed.Failure);
        Assert.Contains("Interleave.Point  OperationTests.", failed.Message);
        Assert.Contains("It passes when step ", failed.Message);
        Assert.Contains("Points: Operations", failed.Message);
    }

    [Fact]
    public void LostUpdate_UnderALockThatBlocks_DoesNotHappen()
    {
        ExplorationReport report = Explore.Run(CountTwice(locks: true), Options);
        Assert.Equal(1000, report.Schedules);
    }

    private static Func<LitenTask> CountTwice(bool locks) => async () =>
    {
        int count = 0;
        var gate = new Lock();
        await LitenTask.WhenAll(LitenTask.Spawn(Add), LitenTask.Spawn(Add));
        Assert.Equal(2, count);

        LitenTask Add()
        {
            if (locks)
            {
                lock (gate)
                {
                    AddNow();
                }
            }
            else
            {
                AddNow();
            }

            return LitenTask.CompletedTask;
        }

        void AddNow()
        {
            int seen = count;
            Interleave.Point();
            count = seen + 1;
        }
    };

    private static ScheduleFailedException Fail(Func<LitenTask> body, ExploreOptions? options = null)
    {
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(body, options ?? Options));
        TestContext.Current.TestOutputHelper!.WriteLine(failed.Message);
        return failed;
    }
}
