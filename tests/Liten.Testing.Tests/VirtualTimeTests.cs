namespace Liten.Testing.Tests;

/// <summary>Time is virtual: it begins at zero, stands while code runs, jumps when nothing can, and is exact.</summary>
public sealed class VirtualTimeTests
{
    private static readonly ExploreOptions s_noEarlyTimers = new() { EarlyTimers = TimeSpan.Zero, Schedules = 20 };

    [Fact]
    public void Sleep_TakesExactlyItsTime()
    {
        Explore.Run(
            async run =>
            {
                Assert.Equal(TimeSpan.Zero, run.Now);
                await Time.Sleep(TimeSpan.FromMilliseconds(10));
                Assert.Equal(TimeSpan.FromMilliseconds(10), run.Now);
                Assert.Equal(new DateTimeOffset(2000, 1, 1, 0, 0, 0, 10, TimeSpan.Zero), run.Runtime.TimeProvider.GetUtcNow());
            },
            s_noEarlyTimers);
    }

    [Fact]
    public void TimersOfNet_TakeExactlyTheirTime()
    {
        Explore.Run(
            async run =>
            {
                TimeProvider time = run.Runtime.TimeProvider;
                await Task.Delay(TimeSpan.FromDays(20), time);
                Assert.Equal(TimeSpan.FromDays(20), run.Now);
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
                await Assert.ThrowsAsync<TaskCanceledException>(() => Task.Delay(Timeout.InfiniteTimeSpan, time, limit.Token));
                Assert.Equal(TimeSpan.FromDays(20) + TimeSpan.FromSeconds(3), run.Now);
                await Assert.ThrowsAsync<TimeoutException>(
                    () => new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromSeconds(2), time, CancellationToken.None));
                Assert.Equal(TimeSpan.FromDays(20) + TimeSpan.FromSeconds(5), run.Now);
            },
            new ExploreOptions { EarlyTimers = TimeSpan.Zero, Schedules = 20, MaxTime = TimeSpan.FromDays(30) });
    }

    [Fact]
    public void PeriodicTimerOfAMinute_ForAYear()
    {
        const int Minutes = 365 * 24 * 60;
        Explore.Run(
            async run =>
            {
                using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), run.Runtime.TimeProvider);
                for (int i = 0; i < Minutes; i++)
                {
                    Assert.True(await timer.WaitForNextTickAsync(CancellationToken.None));
                }

                Assert.Equal(TimeSpan.FromDays(365), run.Now);
            },
            new ExploreOptions
            {
                EarlyTimers = TimeSpan.Zero,
                Schedules = 1,
                MaxTime = TimeSpan.FromDays(400),
                Strategy = Strategy.Systematic,
            });
    }

    [Fact]
    public void ReadingTheClock_MovesNothing()
    {
        Explore.Run(
            run =>
            {
                long before = run.Runtime.TimeProvider.GetTimestamp();
                for (int i = 0; i < 100; i++)
                {
                    Assert.Equal(before, run.Runtime.TimeProvider.GetTimestamp());
                }

                return LitenTask.CompletedTask;
            },
            s_noEarlyTimers);
    }

    [Fact]
    public void DistantTimer_DoesNotFireWhileCodeCanRun()
    {
        Explore.Run(async run =>
        {
            bool expired = false;
            using ITimer expiry = run.Runtime.TimeProvider.CreateTimer(
                _ => expired = true, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
            for (int i = 0; i < 10; i++)
            {
                await LitenTask.Yield();
            }

            Assert.False(expired);
        });
    }

    [Fact]
    public void LateTimeout_IsNeverFoundWithoutEarlyTimers()
    {
        ExplorationReport report = Explore.Run(
            LateTimeout.Broken, new ExploreOptions { EarlyTimers = TimeSpan.Zero, Strategy = Strategy.Exhaustive });
        Assert.True(report.IsComplete);
    }

    [Fact]
    public void Idle_ComesWhenNothingElseCanRun_AndTakesNoTime()
    {
        Explore.Run(async run =>
        {
            int turns = 0;
            JoinHandle worker = LitenTask.Spawn(async () =>
            {
                for (; turns < 5; turns++)
                {
                    await LitenTask.Yield();
                }

                await Time.Sleep(TimeSpan.FromSeconds(1));
            });
            await run.Idle();
            Assert.Equal(5, turns);
            Assert.Equal(TimeSpan.Zero, run.Now);
            await worker;
        }, s_noEarlyTimers);
    }

    [Fact]
    public void TooMuchVirtualTime_Fails()
    {
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(
            async () =>
            {
                while (true)
                {
                    await Time.Sleep(TimeSpan.FromMinutes(1));
                }
            },
            new ExploreOptions { MaxTime = TimeSpan.FromHours(1) }));
        Assert.Equal(ScheduleFailure.TimeLimit, failed.Failure);
    }
}
