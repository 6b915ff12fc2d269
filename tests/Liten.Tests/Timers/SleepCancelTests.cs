namespace Liten.Tests.Timers;

/// <summary>A sleep that a token or an abort ends.</summary>
public sealed class SleepCancelTests : TimerDriverRig
{
    [Fact]
    public void Sleep_InfiniteAndFromThePool_CancelledLeavesOtherTimersAlone()
    {
        // A finished sleep comes back from the pool with its number, which is also the first one of another runtime's wheel.
        LitenTask first = Sleep(s_wholeTicks);
        Fire(s_wholeTicks);
        End(first);
        var other = new TimerDriver(_clock, () => { });
        using var cancellation = new CancellationTokenSource();
        LitenTask infinite = other.Sleeps.Sleep(Timeout.InfiniteTimeSpan, cancellation.Token);
        _ = other.Sleeps.Sleep(s_wholeTicks, CancellationToken.None);

        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => End(infinite));
        Assert.Equal(1, other.Count);
    }

    [Fact]
    public void Sleep_InfiniteInAbortedTask_Unwinds()
    {
        JoinHandle task = Spawn(async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
        _scheduler.RunAll();

        task.Abort();
        _scheduler.RunAll();

        Assert.True(task.WasAborted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-TimeSpan.TicksPerMillisecond)]
    public void Sleep_TokenCancelledBefore_FailsAndArmsNothing(long timeSpanTicks)
    {
        var token = new CancellationToken(canceled: true);

        LitenTask sleep = _driver.Sleeps.Sleep(new TimeSpan(timeSpanTicks), token);

        Assert.True(sleep.IsCompleted);
        OperationCanceledException failure = Assert.Throws<OperationCanceledException>(() => End(sleep));
        Assert.Equal(token, failure.CancellationToken);
        Assert.Equal(0, _driver.Count);
        Assert.Equal(0, _movedUp);
    }

    [Fact]
    public void Sleep_TokenCancelledDuring_EndsAtOnceAndLeavesTheWheel()
    {
        using var cancellation = new CancellationTokenSource();
        JoinHandle task = Spawn(async () => await Time.Sleep(s_hour, cancellation.Token));
        _scheduler.RunAll();
        Assert.Equal(1, _driver.Count);

        cancellation.Cancel();

        Assert.Equal(0, _driver.Count);
        Assert.Equal(long.MaxValue, _driver.NextDeadline);
        Assert.False(task.IsCompleted);
        _scheduler.RunAll();
        Assert.IsType<OperationCanceledException>(task.ObserveFailure());
    }

    [Fact]
    public void Sleep_TokenCancelledAfterFiring_Succeeds()
    {
        using var cancellation = new CancellationTokenSource();
        JoinHandle task = Spawn(async () => await Time.Sleep(s_wholeTicks, cancellation.Token));
        _scheduler.RunAll();
        _clock.Advance(s_wholeTicks);
        _driver.RunDue();

        cancellation.Cancel();
        _scheduler.RunAll();

        Assert.Null(task.ObserveFailure());
    }

    [Fact]
    public void Sleep_DueButCancelledBeforeRunDue_IsCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        LitenTask sleep = _driver.Sleeps.Sleep(s_wholeTicks, cancellation.Token);
        _clock.Advance(s_wholeTicks);

        cancellation.Cancel();

        Assert.False(_driver.RunDue());
        Assert.Throws<OperationCanceledException>(() => End(sleep));
    }

    [Fact]
    public void Abort_SleepingTask_ResumesAtOnceWithItsFinallyAndLeavesTheWheel()
    {
        bool unwound = false;
        JoinHandle task = Spawn(async () =>
        {
            try
            {
                await Time.Sleep(s_hour);
            }
            finally
            {
                unwound = true;
            }
        });
        _scheduler.RunAll();

        task.Abort();
        Assert.Equal(0, _driver.Count);
        Assert.False(unwound);

        _scheduler.RunAll();
        Assert.True(unwound);
        Assert.True(task.WasAborted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-TimeSpan.TicksPerMillisecond)]
    public void Sleep_InTaskAbortedBefore_FailsAndArmsNothing(long timeSpanTicks)
    {
        Exception? failure = null;
        JoinHandle? task = null;
        task = Spawn(async () =>
        {
            task!.Abort();
            LitenTask sleep = Time.Sleep(new TimeSpan(timeSpanTicks));
            Assert.True(sleep.IsCompleted);
            failure = await Record.ExceptionAsync(async () => await sleep);
        });

        _scheduler.RunAll();

        Assert.IsType<TaskAbortedException>(failure);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void Abort_SleepFiredAtTheSameMoment_AbortsTheNextWait()
    {
        int sleeps = 0;
        JoinHandle task = Spawn(async () =>
        {
            for (; sleeps < 3; sleeps++)
            {
                await Time.Sleep(s_wholeTicks);
            }
        });
        _scheduler.RunAll();
        _clock.Advance(s_wholeTicks);
        _driver.RunDue();

        task.Abort();
        _scheduler.RunAll();

        Assert.Equal(1, sleeps);
        Assert.True(task.WasAborted);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void Sleep_ThousandsCancelled_LeaveTheWheel()
    {
        using var cancellation = new CancellationTokenSource();
        var sleeps = new LitenTask[5000];
        for (int i = 0; i < sleeps.Length; i++)
        {
            sleeps[i] = _driver.Sleeps.Sleep(TimeSpan.FromMilliseconds(i + 1), cancellation.Token);
        }

        cancellation.Cancel();

        Assert.Equal(0, _driver.Count);
        Assert.Equal(long.MaxValue, _driver.NextDeadline);
        Assert.All(sleeps, sleep => Assert.True(sleep.IsCompleted));
    }

    [Fact]
    public void Sleep_CancelledWhileItFires_EndsExactlyOnce()
    {
        const int Rounds = 5000;
        CancellationTokenSource[] sources = [.. Enumerable.Range(0, Rounds).Select(_ => new CancellationTokenSource())];
        Task[] outcomes = new Task[Rounds];
        int arrivals = 0;

        WatchedThreads.Run(() => Volatile.Read(ref arrivals), FireEach, CancelEach);

        void FireEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                outcomes[i] = _driver.Sleeps.Sleep(TimeSpan.FromMilliseconds(1), sources[i].Token).AsTask();
                _clock.Advance(TimeSpan.FromMilliseconds(2));
                Meet(ref arrivals, (4 * i) + 2);
                bool fired = _driver.RunDue();
                Meet(ref arrivals, (4 * i) + 4);

                Assert.True(outcomes[i].IsCompleted);
                Assert.Equal(fired, outcomes[i].IsCompletedSuccessfully);
                Assert.Equal(0, _driver.Count);
            }
        }

        void CancelEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, (4 * i) + 2);
                Thread.SpinWait(i % 30);
                sources[i].Cancel();
                Meet(ref arrivals, (4 * i) + 4);
            }
        }
    }

    private static void Meet(ref int arrivals, int awaited)
    {
        SpinWait backoff = default;
        Interlocked.Increment(ref arrivals);
        while (Volatile.Read(ref arrivals) < awaited)
        {
            backoff.SpinOnce();
        }
    }
}
