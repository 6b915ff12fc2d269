using System.Diagnostics;

namespace Liten.Testing.Tests;

/// <summary>Each way in which a schedule can fail is told from the others, and told with its cause.</summary>
public sealed class FailureKindTests
{
    [Fact]
    public void Leak_NamesTheTask()
    {
        ScheduleFailedException failed = Fail(ScheduleFailure.Leak, async () =>
        {
            _ = LitenTask.Spawn(() => Time.Sleep(TimeSpan.FromHours(1)), new SpawnOptions { Name = "heartbeat" });
            await LitenTask.Yield();
        });
        Assert.Contains("#2 heartbeat  waits for", failed.Message);
        Assert.Contains("spawned FailureKindTests.cs:", failed.Message);
    }

    [Fact]
    public void Leak_IsNoneWhereTheTaskCanEnd()
        => Explore.Run(async () =>
        {
            _ = LitenTask.Spawn(async () => await LitenTask.Yield());
            await LitenTask.Yield();
        });

    [Fact]
    public void Leak_MayBeAllowed()
        => Explore.Run(
            async () =>
            {
                _ = LitenTask.Spawn(() => Time.Sleep(TimeSpan.FromHours(1)));
                await LitenTask.Yield();
            },
            new ExploreOptions { Leaks = LeakRule.Allow, Schedules = 50 });

    [Fact]
    public void Livelock_IsNotAHang()
    {
        ScheduleFailedException failed = Fail(ScheduleFailure.Livelock, async () =>
        {
            bool done = false;
            while (!done)
            {
                await LitenTask.Yield();
            }
        });
        Assert.Contains("no task ends and no time passes", failed.Message);
    }

    [Fact]
    public void UnfairOrder_IsNoLivelock()
        => Explore.Run(
            async () =>
            {
                bool done = false;
                JoinHandle other = LitenTask.Spawn(() =>
                {
                    done = true;
                    return LitenTask.CompletedTask;
                });
                while (!done)
                {
                    await LitenTask.Yield();
                }

                await other;
            },
            new ExploreOptions { Strategy = Strategy.Pct, Schedules = 30, MaxTurns = 100 });

    [Fact]
    public void UnobservedFault_NamesTheTask()
    {
        ScheduleFailedException failed = Fail(ScheduleFailure.UnobservedFault, async () =>
        {
            _ = LitenTask.Spawn(async () =>
            {
                await LitenTask.Yield();
                throw new FormatException("nobody sees this");
            });
            await LitenTask.Yield();
        });
        Assert.Contains("#2 has failed, and nobody has awaited it", failed.Message);
        Assert.IsType<FormatException>(failed.InnerException);
    }

    [Fact]
    public void Deadlock_NamesTheCycle()
    {
        ScheduleFailedException failed = Fail(ScheduleFailure.Deadlock, async () => await TwoLocks.Broken(TestRun.Current));
        Assert.Contains("#2 a to b  waits for AsyncMutex<int>, held by task 3", failed.Message);
        Assert.Contains("#3 b to a  waits for AsyncMutex<int>, held by task 2", failed.Message);
    }

    [Fact]
    public void Deadlock_OfTheBodyWithItself()
        => Fail(ScheduleFailure.Deadlock, async () => await new TaskCompletionSource().Task);

    [Fact]
    public void Exception_IsTheInnerOne()
    {
        ScheduleFailedException failed = Fail(
            ScheduleFailure.Exception, () => throw new FormatException("at once"));
        Assert.Equal("at once", Assert.IsType<FormatException>(failed.InnerException).Message);
    }

    [Fact]
    public void Stuck_TurnIsGivenUp()
    {
        using var release = new ManualResetEventSlim();
        long begin = Stopwatch.GetTimestamp();
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(
            () =>
            {
                SpinWait.SpinUntil(() => release.IsSet);
                return LitenTask.CompletedTask;
            },
            new ExploreOptions { StuckAfter = TimeSpan.FromMilliseconds(100) }));
        release.Set();
        Assert.Equal(ScheduleFailure.Stuck, failed.Failure);
    }

    /// <summary>What one test leaves behind is told by that test: the same 4 faults in 20 orders.</summary>
    [Fact]
    public void InAnyOrderOfTests_EachFailureIsBlamedOnItsOwn()
    {
        (ScheduleFailure? Failure, Func<LitenTask> Body)[] tests =
        [
            (null, async () => await LitenTask.Yield()),
            (ScheduleFailure.Leak, async () =>
            {
                _ = LitenTask.Spawn(() => Time.Sleep(TimeSpan.FromHours(1)));
                await LitenTask.Yield();
            }),
            (ScheduleFailure.UnobservedFault, async () =>
            {
                _ = LitenTask.Spawn(() => throw new FormatException());
                await LitenTask.Yield();
            }),
            (ScheduleFailure.Livelock, async () =>
            {
                while (true)
                {
                    await LitenTask.Yield();
                }
            }),
        ];
        var order = new Random(7);
        for (int round = 0; round < 20; round++)
        {
            order.Shuffle(tests);
            foreach ((ScheduleFailure? expected, Func<LitenTask> body) in tests)
            {
                ScheduleFailedException? failed = Record.Exception(
                    () => Explore.Run(body, new ExploreOptions { Schedules = 3, MaxTurns = 200 })) as ScheduleFailedException;
                Assert.Equal(expected, failed?.Failure);
            }
        }
    }

    private static ScheduleFailedException Fail(ScheduleFailure failure, Func<LitenTask> body)
    {
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(body));
        TestContext.Current.TestOutputHelper!.WriteLine(failed.Message);
        Assert.Equal(failure, failed.Failure);
        return failed;
    }
}
