namespace Liten.Tests.Timers;

public sealed class TimerDriverTests : IDisposable
{
    private const long Tick = 1 << 16;

    // The shortest span that is a whole number of ticks: 25 ticks of 65,536 ns are 16,384 units of 100 ns.
    private static readonly TimeSpan s_wholeTicks = new(25 * Tick / TimeSpan.NanosecondsPerTick);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly ManualClock _clock = new();
    private readonly ManualScheduler _scheduler = new();
    private readonly TimerDriver _driver;
    private readonly TaskHost _host;
    private readonly WorkerScope _scope;
    private int _movedUp;

    public TimerDriverTests()
    {
        _driver = new TimerDriver(_clock, () => _movedUp++);
        _host = new TaskHost(runtime: new object(), new RuntimeHooks(), int.MaxValue) { Scheduler = _scheduler, Timers = _driver };
        _scope = new WorkerScope(_host);
    }

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0, 1, Tick)]
    [InlineData(0, 655, Tick)]
    [InlineData(0, 656, 2 * Tick)]
    [InlineData(1, 1, Tick)]
    [InlineData(Tick - 100, 1, Tick)]
    [InlineData(Tick - 99, 1, 2 * Tick)]
    [InlineData(0, 16_384, 25 * Tick)]
    [InlineData(7 * Tick, 16_384, 32 * Tick)]
    public void Sleep_AnyDeadline_IsRoundedUpToATick(long now, long timeSpanTicks, long expected)
    {
        _clock.AdvanceTo(now);

        _ = Sleep(new TimeSpan(timeSpanTicks));

        Assert.Equal(expected, _driver.NextDeadline);
    }

    [Fact]
    public void RunDue_OneNanosecondEarly_FiresNothing()
    {
        LitenTask sleep = Sleep(s_wholeTicks);

        _clock.AdvanceTo((25 * Tick) - 1);
        Assert.False(_driver.RunDue());
        Assert.False(sleep.IsCompleted);

        _clock.AdvanceTo(25 * Tick);
        Assert.True(_driver.RunDue());
        Assert.True(sleep.IsCompleted);
        End(sleep);
        Assert.Equal(0, _driver.Count);
        Assert.Equal(long.MaxValue, _driver.NextDeadline);
        Assert.False(_driver.RunDue());
    }

    [Fact]
    public void RunDue_ManySleeps_FollowingNextDeadline_FiresEachInOrderAndNeverEarly()
    {
        var random = new Random(4711);
        var deadlines = new long[1000];
        List<(int Number, long Time)> fired = [];
        _clock.AdvanceTo(987_654_321);
        for (int i = 0; i < deadlines.Length; i++)
        {
            var duration = new TimeSpan(random.NextInt64(1, 1L << random.Next(1, 45)));
            deadlines[i] = _clock.Nanoseconds + (duration.Ticks * TimeSpan.NanosecondsPerTick);
            SleepThen(duration, i, number => fired.Add((number, _clock.Nanoseconds)));
        }

        while (_driver.NextDeadline != long.MaxValue)
        {
            long next = _driver.NextDeadline;
            Assert.True(next > _clock.Nanoseconds);
            _clock.AdvanceTo(next);
            _driver.RunDue();
            _scheduler.RunAll();
        }

        Assert.Equal(Enumerable.Range(0, deadlines.Length).OrderBy(i => (deadlines[i] + Tick - 1) / Tick), fired.Select(sleep => sleep.Number));
        Assert.All(fired, sleep => Assert.InRange(sleep.Time, deadlines[sleep.Number], deadlines[sleep.Number] + Tick - 1));
    }

    [Fact]
    public void RunDue_EqualDeadlines_FiresInOrderOfArrival()
    {
        List<int> fired = [];
        for (int i = 0; i < 10; i++)
        {
            SleepThen(s_wholeTicks, i, fired.Add);
        }

        Fire(s_wholeTicks);

        Assert.Equal(Enumerable.Range(0, 10), fired);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(DueBatch.Size)]
    [InlineData(DueBatch.Size + 1)]
    [InlineData(1000)]
    public void RunDue_MoreThanABatch_FiresAllInOneCall(int count)
    {
        List<int> fired = [];
        for (int i = 0; i < count; i++)
        {
            SleepThen(TimeSpan.FromMilliseconds(i + 1), i, fired.Add);
        }

        Fire(TimeSpan.FromMilliseconds(count + 1));

        Assert.Equal(Enumerable.Range(0, count), fired);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void RunDue_SleepAwaitedByAMethod_RunsNothingOnTheStack()
    {
        bool woken = false;
        SleepThen(s_wholeTicks, 0, _ => woken = true);

        _clock.Advance(s_wholeTicks);
        Assert.True(_driver.RunDue());
        Assert.False(woken);

        _scheduler.RunAll();
        Assert.True(woken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-TimeSpan.TicksPerMillisecond - 1)]
    [InlineData(long.MinValue)]
    public void Sleep_ZeroOrLess_YieldsAndArmsNothing(long timeSpanTicks)
    {
        bool resumed = false;
        JoinHandle task = Spawn(async () =>
        {
            await Time.Sleep(new TimeSpan(timeSpanTicks));
            resumed = true;
        });

        Assert.True(_scheduler.RunOne());
        Assert.False(resumed);
        Assert.Equal(0, _driver.Count);

        _scheduler.RunAll();
        Assert.True(resumed);
        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void Sleep_Infinite_IsInNoSlotAndNeverFires()
    {
        LitenTask sleep = Sleep(Timeout.InfiniteTimeSpan);

        Assert.Equal(0, _driver.Count);
        Assert.Equal(long.MaxValue, _driver.NextDeadline);
        _clock.AdvanceTo(long.MaxValue);
        Assert.False(_driver.RunDue());
        Assert.False(sleep.IsCompleted);
    }

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
    public void RunDue_SleepClaimedBySomebodyElse_IsNotTouchedAndForgottenAlready()
    {
        LitenTask sleep = Sleep(s_wholeTicks);
        var wait = (SleepWait)sleep.Source!;
        _clock.Advance(s_wholeTicks);

        Assert.True(wait.TryClaim());
        Assert.False(_driver.RunDue());
        Assert.False(sleep.IsCompleted);
        Assert.Equal(0, _driver.Count);

        LitenTask next = Sleep(s_wholeTicks);
        _driver.Sleeps.Disarm(wait);
        wait.SetException(new FormatException("the winner's outcome"));

        Assert.Throws<FormatException>(() => End(sleep));
        Assert.Equal(1, _driver.Count);
        Fire(s_wholeTicks);
        End(next);
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
    [InlineData(long.MaxValue)]
    [InlineData((long.MaxValue / 100) + 1)]
    [InlineData(long.MaxValue / 100)]
    public void Sleep_Huge_SaturatesAndCanBeCancelled(long timeSpanTicks)
    {
        _clock.AdvanceTo(12_345);
        using var cancellation = new CancellationTokenSource();

        LitenTask sleep = _driver.Sleeps.Sleep(new TimeSpan(timeSpanTicks), cancellation.Token);

        Assert.Equal(long.MaxValue - (Tick - 1), _driver.NextDeadline);
        _clock.AdvanceTo(long.MaxValue - Tick);
        Assert.False(_driver.RunDue());
        Assert.False(sleep.IsCompleted);
        cancellation.Cancel();
        Assert.Equal(0, _driver.Count);
        Assert.Throws<OperationCanceledException>(() => End(sleep));
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
    public void DeadlineMovedUp_OnlyAnEarlierDeadline_IsAnnounced()
    {
        _ = Sleep(2 * s_hour);
        Assert.Equal(1, _movedUp);
        _ = Sleep(3 * s_hour);
        _ = Sleep(2 * s_hour);
        _ = Sleep(Timeout.InfiniteTimeSpan);
        _ = Sleep(TimeSpan.Zero);
        Assert.Equal(1, _movedUp);

        _ = Sleep(s_hour);
        Assert.Equal(2, _movedUp);
        Assert.Equal(4, _driver.Count);
    }

    [Fact]
    public void DeadlineMovedUp_ReadingNextDeadlineInIt_SeesTheEarlierOneAndMayUseTheDriver()
    {
        long seen = 0;
        TimerDriver? driver = null;
        driver = new TimerDriver(_clock, () => seen = driver!.NextDeadline + driver.Count);

        _ = driver.Sleeps.Sleep(s_wholeTicks, CancellationToken.None);

        Assert.Equal((25 * Tick) + 1, seen);
    }

    [Fact]
    public void DeadlineMovedUp_BetweenTheWheelsNextStepAndTheParkedDeadline_IsAnnounced()
    {
        // The wheel's next step is when a slot's timers move down, far earlier than the deadline that was published. After a
        // cancellation it must not be published in its place: nobody would wake for the timer that comes between the two.
        using var cancellation = new CancellationTokenSource();
        _ = Sleep(TimeSpan.FromSeconds(30));
        _ = _driver.Sleeps.Sleep(TimeSpan.FromSeconds(31), cancellation.Token);
        long parkedUntil = _driver.NextDeadline;
        cancellation.Cancel();
        int before = _movedUp;

        _ = Sleep(TimeSpan.FromSeconds(25));

        Assert.True(_driver.NextDeadline < parkedUntil);
        Assert.Equal(before + 1, _movedUp);
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
    public void Sleep_WarmCycle_AllocatesNothing()
    {
        JoinHandle task = Spawn(async () =>
        {
            while (true)
            {
                await Time.Sleep(TimeSpan.FromMilliseconds(1));
            }
        });
        AllocationMeter.AssertNone(() => RunCycles(1000), rounds: 1);
        task.Abort();
        _scheduler.RunAll();
        Assert.True(task.IsCompleted);

        void RunCycles(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _scheduler.RunAll();
                _clock.Advance(TimeSpan.FromMilliseconds(2));
                _driver.RunDue();
            }
        }
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

    [Fact]
    public void RunDue_ByTwoThreadsWhileSleepsAreArmed_FiresEverySleepOnce()
    {
        const int Sleeps = 20_000;
        int resumed = 0;
        int armed = 0;
        for (int i = 0; i < Sleeps; i++)
        {
            SleepThen(TimeSpan.FromMilliseconds(i % 500), 0, _ => resumed++);
        }

        var late = new LitenTask[Sleeps];
        WatchedThreads.Run(() => _clock.Nanoseconds, FireAll, FireAll, ArmMore);
        _scheduler.RunAll();

        Assert.Equal(Sleeps, resumed);
        Assert.All(late, sleep => Assert.True(sleep.IsCompleted));
        Assert.Equal(0, _driver.Count);

        void FireAll()
        {
            while (Volatile.Read(ref armed) < Sleeps || _driver.NextDeadline != long.MaxValue)
            {
                _clock.Advance(TimeSpan.FromMicroseconds(100));
                _driver.RunDue();
            }
        }

        void ArmMore()
        {
            for (int i = 0; i < Sleeps; i++)
            {
                late[i] = Sleep(TimeSpan.FromMicroseconds((i % 1000) + 1));
                Volatile.Write(ref armed, i + 1);
            }
        }
    }

    [Fact]
    public void Constructor_ClockThatHasRunLong_FiresRelativeToIt()
    {
        var clock = new ManualClock((1L << 50) + 17);
        var driver = new TimerDriver(clock, () => { });

        LitenTask sleep = driver.Sleeps.Sleep(s_wholeTicks, CancellationToken.None);

        Assert.Equal((1L << 50) + (26 * Tick), driver.NextDeadline);
        clock.AdvanceTo(driver.NextDeadline);
        Assert.True(driver.RunDue());
        Assert.True(sleep.IsCompleted);
    }

    [Fact]
    public void TimeSleep_OutsideOfARuntime_ThrowsWithAWayOut()
    {
        _scope.Dispose();

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => { _ = Time.Sleep(s_hour, CancellationToken.None); });

        Assert.Contains("Runtime.BlockOn", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Task.Delay", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Current_InARuntime_IsItsDriver() => Assert.Same(_driver, TimerDriver.Current);

    private JoinHandle Spawn(Func<LitenTask> body) => Spawning.Spawn(_host, body, null, "", 0);

    private LitenTask Sleep(TimeSpan duration) => _driver.Sleeps.Sleep(duration, CancellationToken.None);

    private void SleepThen(TimeSpan duration, int number, Action<int> then)
    {
        Spawn(async () =>
        {
            await Time.Sleep(duration);
            then(number);
        });
        _scheduler.RunAll();
    }

    private static void End(LitenTask task) => task.GetAwaiter().GetResult();

    private static void Meet(ref int arrivals, int awaited)
    {
        SpinWait backoff = default;
        Interlocked.Increment(ref arrivals);
        while (Volatile.Read(ref arrivals) < awaited)
        {
            backoff.SpinOnce();
        }
    }

    private void Fire(TimeSpan later)
    {
        _clock.Advance(later);
        _driver.RunDue();
        _scheduler.RunAll();
    }
}
