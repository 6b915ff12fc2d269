namespace Liten.Tests.Timers;

/// <summary>What becomes of timers and sleeps when their runtime ends before them. Nobody calls RunDue after Close.</summary>
public sealed class TimerDriverCloseTests : TimerDriverCloseRig
{
    private static readonly AsyncLocal<string?> s_local = new();

    [Fact]
    public void Close_TimerPartlyWaited_ArmsOnlyTheRest()
    {
        using ITimer timer = Create(s_hour, Timeout.InfiniteTimeSpan);
        _clock.Advance(s_hour - s_short);

        End();

        AwaitCalls(1);
    }

    [Fact]
    public void Close_TimerOverdue_FiresAtOnceOnTheThreadPool()
    {
        bool? onThreadPool = null;
        string? seen = null;
        s_local.Value = "at creation";
        using ITimer timer = _provider.CreateTimer(
            _ =>
            {
                onThreadPool = Thread.CurrentThread.IsThreadPoolThread;
                seen = s_local.Value;
                _calls.Release();
            },
            null, s_hour, Timeout.InfiniteTimeSpan);
        s_local.Value = "at the end";
        _clock.Advance(2 * s_hour);

        End();

        AwaitCalls(1);
        Assert.True(onThreadPool);
        Assert.Equal("at creation", seen);
    }

    [Fact]
    public void Close_CallbackThrows_GoesToTheHookAndThePeriodGoesOn()
    {
        using ITimer timer = _provider.CreateTimer(
            _ =>
            {
                _calls.Release();
                throw new FormatException("callback");
            },
            null, s_short, s_short);

        End();

        AwaitCalls(2);
        Wait(timer.DisposeAsync());
        Assert.NotEmpty(_unhandled);
        Assert.All(_unhandled, info => Assert.IsType<FormatException>(info.Exception));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(TimeSpan.TicksPerMillisecond / 2)]
    [InlineData(TimeSpan.TicksPerMillisecond + 1)]
    public void Close_PeriodWithAFractionOfAMillisecond_StaysAPeriod(long ticks)
    {
        using ITimer before = Create(TimeSpan.Zero, new TimeSpan(ticks));
        _scheduler.RunAll();
        AwaitCalls(1);

        End();

        AwaitCalls(3);
        Wait(before.DisposeAsync());
        using ITimer after = _provider.CreateTimer(_ => _calls.Release(), null, TimeSpan.Zero, new TimeSpan(ticks));
        AwaitCalls(3);
    }

    [Fact]
    public void Close_ManyTimers_HandsOverEachOnce()
    {
        int[] calls = new int[10 * TimerDriver.DueBatch.Size];
        for (int i = 0; i < calls.Length; i++)
        {
            int number = i;
            _provider.CreateTimer(_ => { Interlocked.Increment(ref calls[number]); _calls.Release(); }, null, s_short * (i + 1), Timeout.InfiniteTimeSpan);
        }

        _clock.Advance(s_short * calls.Length);
        End();

        AwaitCalls(calls.Length);
        Assert.All(calls, count => Assert.Equal(1, count));
        Assert.Equal(0, _driver.Count);
        Assert.Equal(0, _calls.CurrentCount);
    }

    [Fact]
    public void Close_TimerThatIsNotDue_StaysQuietAndRunDueDoesNothing()
    {
        using ITimer later = Create(s_hour, s_hour);
        using ITimer never = Create(Timeout.InfiniteTimeSpan, s_short);

        End();
        _clock.AdvanceTo(long.MaxValue);

        Assert.Equal(long.MaxValue, _driver.NextDeadline);
        Assert.False(_driver.RunDue());
        Assert.Equal(0, _calls.CurrentCount);
        Assert.True(later.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        AwaitCalls(1);
        Assert.True(never.Change(s_short, s_short));
        AwaitCalls(3);
    }

    [Fact]
    public void Close_CallbackQueued_StillRunsItAndThePeriod()
    {
        using ITimer timer = Create(s_short, s_short);
        _clock.Advance(s_short * 2);
        Assert.True(_driver.RunDue());

        // The queued callback is held up, as on a worker that never returns: the period goes on without it.
        End();
        AwaitCalls(3);
        Wait(timer.DisposeAsync());
        while (_calls.Wait(0, TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(1, _scheduler.RunAll());
        Assert.Equal(0, _calls.CurrentCount);
    }

    [Fact]
    public void Close_OneShotExpiredAndQueued_RunsOnce()
    {
        using ITimer timer = Create(s_short, Timeout.InfiniteTimeSpan);
        _clock.Advance(s_short * 2);
        Assert.True(_driver.RunDue());

        End();

        Assert.Equal(1, _scheduler.RunAll());
        Assert.Equal(1, _calls.CurrentCount);
    }

    [Fact]
    public void TryExpire_ByAPlanThatWasReplaced_IsRefused()
    {
        var timer = (LitenTimer)Create(s_hour, s_hour);
        End();

        Assert.False(timer.TryExpire(new SystemTimer(timer, before: null)));
        timer.Run(null);

        Assert.Equal(0, _calls.CurrentCount);
        timer.Dispose();
        Assert.False(timer.TryExpire(new SystemTimer(timer, before: null)));
    }

    [Fact]
    public void HandOver_PlanReplacedOrTimerDisposedMeanwhile_ChangesNothing()
    {
        var changed = (LitenTimer)Create(s_short, s_short);
        var disposed = (LitenTimer)Create(s_short, s_short);
        changed.Change(Timeout.InfiniteTimeSpan, s_short);
        disposed.Dispose();
        End();

        // As if Close had taken both out of the wheel, and they were changed before it came to hand them over.
        changed.Change(s_hour, s_hour);
        changed.HandOver();
        disposed.HandOver();

        AwaitSystemTicks(5);
        Assert.Equal(0, _calls.CurrentCount);
        changed.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        AwaitCalls(1);
        Assert.Equal(0, _calls.CurrentCount);
    }

    [Fact]
    public void Close_SleepOfATaskGivenUp_ResumesNothing()
    {
        bool resumed = false;
        JoinHandle task;
        using (new WorkerScope(_host))
        {
            task = Spawning.Make(
                _host,
                new Func<LitenTask>(async () =>
                {
                    try
                    {
                        await Time.Sleep(s_hour);
                    }
                    finally
                    {
                        resumed = true;
                    }
                }),
                new(null, "", 0)).Start();
            _scheduler.RunAll();
        }

        Assert.True(task.GiveUp());
        End();

        Assert.Equal(0, _driver.Count);
        Assert.Equal(0, _scheduler.Count);
        Assert.False(resumed);
    }

    [Fact]
    public async Task Sleep_OfNoTask_EndsWithTheRuntime()
    {
        Task sleep = _driver.Sleeps.Sleep(s_hour, CancellationToken.None).AsTask();

        End();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleep.WaitAsync(s_limit, TestContext.Current.CancellationToken));
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void Sleep_AfterTheEnd_FailsAndArmsNothing()
    {
        End();

        LitenTask sleep = _driver.Sleeps.Sleep(s_hour, CancellationToken.None);

        Assert.True(sleep.IsCompleted);
        Assert.Throws<TaskAbortedException>(() => sleep.GetAwaiter().GetResult());
        Assert.Equal(0, _driver.Count);
    }
}
