namespace Liten.Tests.Timers;

/// <summary>When a timer calls, and how often.</summary>
public sealed class LitenTimerTests : LitenTimerRig
{
    private static readonly TimeSpan s_tooLong = TimeSpan.FromMilliseconds(uint.MaxValue);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    [Fact]
    public void CreateTimer_OneShot_CallsOnceWithItsState()
    {
        object state = new();
        object? seen = null;
        using ITimer timer = _provider.CreateTimer(value => { seen = value; _calls++; }, state, s_second, Timeout.InfiniteTimeSpan);

        Pass(s_second - TimeSpan.FromTicks(1));
        Assert.Equal(0, _calls);
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _calls);
        Assert.Same(state, seen);

        Pass(TimeSpan.FromHours(1));
        Assert.Equal(1, _calls);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void RunDue_TimerDue_QueuesItsCallbackAndDoesNotRunIt()
    {
        using ITimer timer = Create(s_second, Timeout.InfiniteTimeSpan);
        _clock.Advance(s_second + s_second);

        Assert.True(_driver.RunDue());

        Assert.Equal(0, _calls);
        Assert.Equal(1, _scheduler.RunAll());
        Assert.Equal(1, _calls);
    }

    [Fact]
    public void CreateTimer_ZeroDue_IsQueuedAtOnce()
    {
        using ITimer timer = Create(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Assert.Equal(0, _calls);
        Assert.Equal(0, _driver.Count);
        _scheduler.RunAll();
        Assert.Equal(1, _calls);
    }

    [Fact]
    public void CreateTimer_PeriodZero_IsOneShot()
    {
        using ITimer timer = Create(s_second, TimeSpan.Zero);

        Pass(s_second * 2);
        Pass(s_second * 2);

        Assert.Equal(1, _calls);
    }

    [Fact]
    public void CreateTimer_InfiniteDue_NeverCallsWhateverThePeriod()
    {
        using ITimer timer = Create(Timeout.InfiniteTimeSpan, s_second);

        Pass(TimeSpan.FromDays(1));

        Assert.Equal(0, _calls);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void CreateTimer_Periodic_DoesNotDrift()
    {
        // No period is a whole number of ticks, and each callback comes a tick late at most.
        var period = TimeSpan.FromTicks(12_345);
        using ITimer timer = Create(TimeSpan.Zero, period);
        _scheduler.RunAll();

        for (int i = 1; i <= 10_000; i++)
        {
            while (_calls <= i)
            {
                Assert.Equal(1, _driver.Count);
                _clock.AdvanceTo(_driver.NextDeadline);
                _driver.RunDue();
                _scheduler.RunAll();
            }

            long exact = i * period.Ticks * TimeSpan.NanosecondsPerTick;
            Assert.InRange(_clock.Nanoseconds, exact, exact + 65_535);
        }
    }

    [Fact]
    public void CreateTimer_PeriodicAndLate_SkipsWhatItMissedAndKeepsItsRhythm()
    {
        using ITimer timer = Create(s_second, s_second);

        Pass(s_second * 5.5);
        Assert.Equal(1, _calls);

        Pass(s_second * 0.6);
        Assert.Equal(2, _calls);
    }

    [Fact]
    public void CreateTimer_PeriodicWhoseCallbackHasNotBegun_GathersNoBacklog()
    {
        using ITimer timer = Create(s_second, s_second);
        for (int i = 0; i < 5; i++)
        {
            _clock.Advance(s_second);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            _driver.RunDue();
        }

        Assert.Equal(1, _scheduler.RunAll());
        Assert.Equal(1, _calls);
    }

    [Fact]
    public void CreateTimer_WrongTime_ThrowsAndLeavesNothing()
    {
        foreach (TimeSpan wrong in new[] { TimeSpan.FromMilliseconds(-2), s_tooLong, TimeSpan.MaxValue, TimeSpan.MinValue })
        {
            Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => Create(wrong, TimeSpan.Zero));
            Assert.Throws<ArgumentOutOfRangeException>("period", () => Create(TimeSpan.Zero, wrong));
        }

        Assert.Throws<ArgumentNullException>("callback", () => _provider.CreateTimer(null!, null, s_second, s_second));
        Assert.Equal(0, _driver.Count);
        Assert.Equal(0, _scheduler.Count);
    }

    [Theory]
    [InlineData(-1L, true)] // ticks
    [InlineData(-9_999L, true)]
    [InlineData(-10_000L, false)]
    [InlineData(-10_001L, false)]
    [InlineData(-19_999L, false)]
    public void CreateTimer_DueSlightlyBelowZero_IsAtOnceAboveMinusOneMillisecond(long ticks, bool fires)
    {
        using ITimer made = Create(TimeSpan.FromTicks(ticks), Timeout.InfiniteTimeSpan);
        using ITimer changed = Create(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        changed.Change(TimeSpan.FromTicks(ticks), TimeSpan.FromTicks(ticks));
        _scheduler.RunAll();
        Assert.Equal(fires ? 2 : 0, _calls);

        Pass(s_second * 100);
        Assert.Equal(fires ? 2 : 0, _calls);
        Assert.Equal(0, _driver.Count);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(-9_999L)]
    [InlineData(-10_000L)]
    [InlineData(-19_999L)]
    public void CreateTimer_PeriodBelowZero_IsNone(long ticks)
    {
        using ITimer timer = Create(s_second, TimeSpan.FromTicks(ticks));
        Pass(s_second * 2);
        Pass(s_second * 100);
        Assert.Equal(1, _calls);
    }

    [Fact]
    public void CreateTimer_LongestTime_Works()
    {
        using ITimer timer = Create(s_longest, s_longest);

        Pass(s_longest);
        Pass(TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, _calls);
    }

    [Fact]
    public void Change_Later_ReplacesTheDueTimeAndAnnouncesNothing()
    {
        using ITimer timer = Create(s_second, Timeout.InfiniteTimeSpan);
        int before = _movedUp;

        Assert.True(timer.Change(s_second * 3, Timeout.InfiniteTimeSpan));

        Assert.Equal(before, _movedUp);
        Assert.Equal(1, _driver.Count);
        Pass(s_second * 2);
        Assert.Equal(0, _calls);
        Pass(s_second * 2);
        Assert.Equal(1, _calls);
    }

    [Fact]
    public void Change_Earlier_IsAnnounced()
    {
        using ITimer timer = Create(s_second, Timeout.InfiniteTimeSpan);
        int before = _movedUp;

        timer.Change(s_second / 2, Timeout.InfiniteTimeSpan);

        Assert.Equal(before + 1, _movedUp);
        Pass(s_second);
        Assert.Equal(1, _calls);
    }

    [Fact]
    public void Change_Infinite_DropsACallbackThatHasNotBegun()
    {
        using ITimer timer = Create(s_second, s_second);
        _clock.Advance(s_second * 2);
        _driver.RunDue();

        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _scheduler.RunAll();

        Assert.Equal(0, _calls);
        Assert.Equal(0, _driver.Count);
        timer.Change(TimeSpan.Zero, TimeSpan.Zero);
        _scheduler.RunAll();
        Assert.Equal(1, _calls);
    }

    [Fact]
    public void Change_InCallback_ArmsTheNextCall()
    {
        ITimer? timer = null;
        timer = _provider.CreateTimer(
            _ =>
            {
                _calls++;
                Assert.True(timer!.Change(s_second, Timeout.InfiniteTimeSpan));
            },
            null, s_second, Timeout.InfiniteTimeSpan);

        Pass(s_second * 1.5);
        Pass(s_second * 1.5);
        Pass(s_second * 1.5);

        Assert.Equal(3, _calls);
        Assert.Empty(_unhandled);
    }

    [Fact]
    public void Periodic_WarmCycle_AllocatesNothing()
    {
        using ITimer timer = Create(s_second, s_second);
        int rounds = 0;
        AllocationMeter.AssertNone(
            () =>
            {
                rounds++;
                RunCycles();
            },
            rounds: 1);

        Assert.Equal(1000 * rounds, _calls);

        void RunCycles()
        {
            for (int i = 0; i < 1000; i++)
            {
                _clock.Advance(s_second);
                _clock.Advance(TimeSpan.FromTicks(700));
                _driver.RunDue();
                _scheduler.RunAll();
            }
        }
    }
}
