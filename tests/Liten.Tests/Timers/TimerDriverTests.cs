namespace Liten.Tests.Timers;

/// <summary>RunDue and the deadlines that the driver announces.</summary>
public sealed class TimerDriverTests : TimerDriverRig
{
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
    [InlineData(TimerDriver.DueBatch.Size)]
    [InlineData(TimerDriver.DueBatch.Size + 1)]
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
    public void Current_InARuntime_IsItsDriver() => Assert.Same(_driver, TimerDriver.Current);

    private void SleepThen(TimeSpan duration, int number, Action<int> then)
    {
        Spawn(async () =>
        {
            await Time.Sleep(duration);
            then(number);
        });
        _scheduler.RunAll();
    }
}
