namespace Liten.Testing.Tests;

/// <summary>Faults are deviations: found, shrunk and replayed as an order is.</summary>
public sealed class FaultTests
{
    [Fact]
    public void FaultHere_StrikesWhereItIsAllowed()
    {
        Func<TestRun, LitenTask> body = async run =>
        {
            run.Faults.Allow("slow disk");
            await LitenTask.Yield();
            Assert.False(Fault.Here("slow disk"));
            Assert.False(Fault.Here("another"));
        };
        ScheduleFailedException failed = Fails(body);
        Assert.Contains("\"slow disk\" strikes", failed.Message);
        Assert.Matches("lt1:[0-9a-f]{8}:[0-9]+=F1", failed.Replay);
        Assert.Throws<ScheduleFailedException>(() => Explore.Replay(failed.Replay, body));
    }

    [Fact]
    public void FaultHere_IsFalseOutside() => Assert.False(Fault.Here("slow disk"));

    [Fact]
    public void FaultHere_IsExploredExhaustively()
    {
        int struck = 0;
        ExplorationReport report = Explore.Run(
            run =>
            {
                run.Faults.Allow("a");
                run.Faults.Allow("b");
                struck += Fault.Here("a") ? 1 : 0;
                struck += Fault.Here("b") ? 1 : 0;
                return LitenTask.CompletedTask;
            },
            new ExploreOptions { Strategy = Strategy.Exhaustive });
        Assert.Equal(4, report.Schedules);
        Assert.True(struck >= 4);
    }

    [Fact]
    public void AbortAnyTask_FindsWhatIsNotGivenBack()
    {
        ScheduleFailedException failed = Fails(async run =>
        {
            run.Faults.AbortAnyTask(atMost: 1);
            bool isOpen = false;
            JoinHandle task = LitenTask.Spawn(async () =>
            {
                isOpen = true;
                await LitenTask.Yield();
                isOpen = false;
            });
            await task.JoinAsync();
            Assert.False(isOpen);
        });
        Assert.Contains("aborts #2", failed.Message);
        Assert.Matches("=A2", failed.Replay);
    }

    [Fact]
    public void Cancel_IsTriedAtEachStep()
    {
        ScheduleFailedException failed = Fails(async run =>
        {
            using var source = new CancellationTokenSource();
            run.Faults.Cancel(source);
            int balance = 100;
            try
            {
                balance -= 50;
                await Time.Sleep(TimeSpan.FromSeconds(1), source.Token);
                balance += 50;
            }
            catch (OperationCanceledException)
            {
                // Not given back.
            }

            Assert.Equal(100, balance);
        });
        Assert.Contains("cancels source 1", failed.Message);
    }

    [Fact]
    public void AbortEverywhere_RunsOncePerStep_AndFindsTheBrokenOne()
    {
        ExplorationReport report = Explore.AbortEverywhere(() => WithTask(givesBack: true));
        Assert.True(report.Schedules > 3);

        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.AbortEverywhere(() => WithTask(givesBack: false)));
        Assert.Contains("aborts #2", failed.Message);

        static async LitenTask WithTask(bool givesBack)
        {
            int held = 0;
            var mutex = new AsyncMutex<int>(0);
            JoinHandle task = LitenTask.Spawn(async () =>
            {
                held++;
                try
                {
                    using AsyncMutexGuard<int> guard = await mutex.LockAsync();
                    await LitenTask.Yield();
                }
                finally
                {
                    held -= givesBack ? 1 : 0;
                }

                held -= givesBack ? 0 : 1;
            });
            await task.JoinAsync();
            Assert.Equal(0, held);
            Assert.False(mutex.IsLocked);
        }
    }

    private static ScheduleFailedException Fails(Func<TestRun, LitenTask> body)
    {
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(body));
        TestContext.Current.TestOutputHelper!.WriteLine(failed.Message);
        return failed;
    }
}
