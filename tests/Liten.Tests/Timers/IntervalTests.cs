#pragma warning disable xUnit1051 // Whether there is a token is what these tests are about.
#pragma warning disable xUnit1031 // What is waited for has ended.

namespace Liten.Tests.Timers;

/// <summary>When an interval ticks, to the nanosecond, and what ends a wait for a tick.</summary>
public sealed class IntervalTests : TimerDriverRig
{
    /// <summary>A whole number of timer ticks, so that waits end exactly: 163.84 ms.</summary>
    private static readonly TimeSpan s_period = s_wholeTicks * 100;

    private readonly List<double> _ticks = [];

    public static TheoryData<MissedTickBehavior> Behaviors => [MissedTickBehavior.Burst, MissedTickBehavior.Delay, MissedTickBehavior.Skip];

    private double Now => _clock.Nanoseconds / (double)Nanoseconds.In(s_period);

    [Theory]
    [MemberData(nameof(Behaviors))]
    public void TakenInTime_ItTicksOncePerPeriodFromOnePeriodOn(MissedTickBehavior missed)
    {
        Note(Time.Interval(s_period, missed));

        PassPeriods(5);

        Assert.Equal([1, 2, 3, 4, 5], _ticks);
    }

    [Theory]
    [MemberData(nameof(Behaviors))]
    public void ADueTime_IsWhenTheFirstTickComes(MissedTickBehavior missed)
    {
        Note(Time.Interval(TimeSpan.Zero, s_period, missed));
        Assert.Equal([0], _ticks);
        Note(Time.Interval(s_period * 2.5, s_period, missed));

        PassPeriods(4);

        Assert.Equal([0, 1, 2, 2.5, 3, 3.5, 4], _ticks);
    }

    [Theory]
    [InlineData(MissedTickBehavior.Burst, new[] { 3.25, 3.25, 3.25, 4, 5, 6 })]
    [InlineData(MissedTickBehavior.Delay, new[] { 3.25, 4.25, 5.25, 6.25 })]
    [InlineData(MissedTickBehavior.Skip, new[] { 3.25, 4, 5, 6 })]
    public void NobodyAskedForAWhile_TheBehaviorSaysWhatComes(MissedTickBehavior missed, double[] expected)
    {
        Interval interval = Time.Interval(s_period, missed);
        PassPeriods(3.25);

        Note(interval);
        PassPeriods(3.25);

        Assert.Equal(expected, _ticks);
    }

    [Theory]
    [InlineData(MissedTickBehavior.Burst, 2, 3, 4)]
    [InlineData(MissedTickBehavior.Delay, 2, 3.5, 4.5)]
    [InlineData(MissedTickBehavior.Skip, 2, 3, 4)]
    public void AWholePeriodLateToTheInstant_TheNextTickIsNotMissed(MissedTickBehavior missed, double first, double second, double third)
    {
        Interval interval = Time.Interval(s_period, missed);
        PassPeriods(missed == MissedTickBehavior.Delay ? 2.5 : 2);
        Assert.True(TryTick(interval));
        bool second2 = TryTick(interval);

        Assert.Equal(missed == MissedTickBehavior.Burst, second2);
        Note(interval);
        PassPeriods(3);
        Assert.Equal(second, _ticks[0]);
        Assert.Equal(third, _ticks[1]);
        Assert.Equal(2, first);
    }

    [Theory]
    [InlineData(5_000_000, 2)]
    [InlineData(5_000_001, 2 + (5_000_001 / 163_840_000.0))]
    public void Delay_ALateTickWithinTheTolerance_DoesNotMoveTheSchedule(long late, double expected)
    {
        Interval interval = Time.Interval(s_period, MissedTickBehavior.Delay);
        _clock.AdvanceTo(Nanoseconds.In(s_period) + late);
        Assert.True(TryTick(interval));

        long next = Nanoseconds.In(s_period) + (long)(expected * 163_840_000) - 163_840_000;
        _clock.AdvanceTo(next - 1);
        Assert.False(TryTick(interval));
        _clock.AdvanceTo(next + 1);
        Assert.True(TryTick(interval));
    }

    [Fact]
    public void Numbers_CountSkippedTicks()
    {
        Interval interval = Time.Interval(s_period, MissedTickBehavior.Skip);
        Assert.Equal(0, interval.Number);
        PassPeriods(3.5);

        Assert.True(TryTick(interval));
        Assert.Equal(3, interval.Number);
        PassPeriods(1);
        Assert.True(TryTick(interval));
        Assert.Equal(4, interval.Number);
        Assert.False(TryTick(interval));
        Assert.Equal(4, interval.Number);
    }

    [Theory]
    [MemberData(nameof(Behaviors))]
    public void Reset_WhileSomebodyWaits_MovesTheTick(MissedTickBehavior missed)
    {
        Interval interval = Time.Interval(s_period, missed);
        Note(interval);
        PassPeriods(0.5);

        interval.Reset();
        PassPeriods(0.75);
        Assert.Empty(_ticks);
        PassPeriods(0.25);
        Assert.Equal([1.5], _ticks);

        interval.Reset(s_period / 4);
        PassPeriods(1.25);
        Assert.Equal([1.5, 1.75, 2.75], _ticks);
    }

    [Fact]
    public void Reset_ForgetsWhatWasMissed()
    {
        Interval interval = Time.Interval(s_period);
        PassPeriods(5);

        interval.Reset();

        Assert.False(TryTick(interval));
        PassPeriods(1);
        Assert.True(TryTick(interval));
        Assert.False(TryTick(interval));
    }

    [Fact]
    public void Reset_AfterTheTickHasComeAndBeforeItIsTaken_TakesItBack()
    {
        Interval interval = Time.Interval(s_period);
        JoinHandle task = Spawn(async () => Assert.True(await interval.TickAsync()));
        _scheduler.RunAll();
        _clock.Advance(s_period);
        Assert.True(_driver.RunDue());

        interval.Reset();
        _scheduler.RunAll();
        Assert.False(task.IsCompleted);

        PassPeriods(1);
        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void Cancelled_TheTickIsLeftToTheNextCall()
    {
        Interval interval = Time.Interval(s_period);

        Assert.False(TryTick(interval));
        Assert.Equal(0, _driver.Count);
        PassPeriods(1);
        Assert.Throws<OperationCanceledException>(() => interval.TickAsync(new CancellationToken(canceled: true)).GetAwaiter().GetResult());
        Assert.True(TryTick(interval));
    }

    [Fact]
    public void Aborted_TheTickIsLeftToTheNextCall()
    {
        Interval interval = Time.Interval(s_period);
        JoinHandle task = Spawn(async () => await interval.TickAsync());
        _scheduler.RunAll();

        task.Abort();
        _scheduler.RunAll();

        Assert.True(task.WasAborted);
        Assert.Equal(0, _driver.Count);
        PassPeriods(1);
        Assert.True(TryTick(interval));
    }

    [Fact]
    public void Dispose_EndsTheWaitAndAllLaterOnes()
    {
        Interval interval = Time.Interval(s_period);
        JoinHandle<bool> task = Spawning.Make(_host, () => interval.TickAsync(), new(null, "", 0)).Start();
        _scheduler.RunAll();

        interval.Dispose();
        interval.Dispose();
        _scheduler.RunAll();

        Assert.False(task.GetResult());
        Assert.Equal(0, _driver.Count);
        Assert.False(interval.TickAsync(CancellationToken.None).GetAwaiter().GetResult());
        Assert.Throws<ObjectDisposedException>(interval.Reset);
        Assert.Throws<ObjectDisposedException>(() => interval.Reset(s_period));
    }

    [Fact]
    public void Edge16_ASecondWaitAtTheSameTime_ThrowsAtTheCall()
    {
        Interval interval = Time.Interval(s_period);
        Note(interval);

        Assert.Throws<InvalidOperationException>(() => { _ = interval.TickAsync(CancellationToken.None); });

        PassPeriods(1);
        Assert.Equal([1], _ticks);
    }

    [Fact]
    public void AwaitForeach_GivesNumbersUntilTheEnd()
    {
        Interval interval = Time.Interval(s_period, MissedTickBehavior.Skip);
        var numbers = new List<long>();
        JoinHandle task = Spawn(async () =>
        {
            await foreach (long number in interval)
            {
                numbers.Add(number);
            }
        });
        _scheduler.RunAll();

        PassPeriods(3);
        interval.Dispose();
        _scheduler.RunAll();

        Assert.Equal([1, 2, 3], numbers);
        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void Edge14_AwaitForeach_SeesItsTokenBeforeATickThatIsThere()
    {
        Interval interval = Time.Interval(s_period);
        using var cancellation = new CancellationTokenSource();
        var numbers = new List<long>();
        PassPeriods(5);
        JoinHandle task = Spawn(async () =>
        {
            await foreach (long number in interval.WithCancellation(cancellation.Token))
            {
                numbers.Add(number);
                cancellation.Cancel();
            }
        });
        _scheduler.RunAll();

        Assert.Equal([1], numbers);
        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void TheRuntimesEnd_EndsTheWait()
    {
        Interval interval = Time.Interval(Timeout.InfiniteTimeSpan);
        JoinHandle task = Spawn(async () => await interval.TickAsync());
        _scheduler.RunAll();

        _driver.Close();
        _scheduler.RunAll();

        Assert.ThrowsAny<TaskAbortedException>(() => task.GetAwaiter().GetResult());
        JoinHandle later = Spawn(async () => await interval.TickAsync());
        _scheduler.RunAll();
        Assert.True(later.IsCompleted);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 100)]
    [InlineData(3_153_600_000_000_000)]
    [InlineData(-TimeSpan.TicksPerMillisecond)]
    public void HugePeriods_NeverOverflow(long timeSpanTicks)
    {
        foreach (MissedTickBehavior missed in Enum.GetValues<MissedTickBehavior>())
        {
            Interval interval = Time.Interval(TimeSpan.Zero, new TimeSpan(timeSpanTicks), missed);
            Assert.True(TryTick(interval));
            Assert.False(TryTick(interval));
            interval.Reset();
            Assert.False(TryTick(interval));
        }

        _clock.AdvanceTo(long.MaxValue);
        Interval late = Time.Interval(TimeSpan.FromDays(1), TimeSpan.FromDays(1), MissedTickBehavior.Skip);
        Assert.False(TryTick(late));
    }

    [Theory]
    [MemberData(nameof(Behaviors))]
    public void ManyYearsMissed_NeverOverflow(MissedTickBehavior missed)
    {
        Interval interval = Time.Interval(TimeSpan.FromTicks(1), missed);
        _clock.AdvanceTo(long.MaxValue - 1);

        Assert.True(TryTick(interval));
        Assert.Equal(missed == MissedTickBehavior.Burst, TryTick(interval));
    }

    [Fact]
    public void WarmTicks_AllocateNothing()
    {
        Interval interval = Time.Interval(s_period);
        JoinHandle task = Spawn(async () =>
        {
            while (await interval.TickAsync())
            {
            }
        });
        _scheduler.RunAll();

        AllocationMeter.AssertNone(
            () =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    Fire(s_period);
                }
            },
            rounds: 1);

        Assert.True(interval.Number >= 5000);
        interval.Dispose();
        _scheduler.RunAll();
        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void ItRefusesWhatMakesNoSense_AndSaysAWayOut()
    {
        Assert.Throws<ArgumentOutOfRangeException>("period", () => { _ = Time.Interval(TimeSpan.Zero); });
        Assert.Throws<ArgumentOutOfRangeException>("period", () => { _ = Time.Interval(TimeSpan.FromSeconds(-2)); });
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => { _ = Time.Interval(TimeSpan.FromSeconds(-2), s_period); });
        Assert.Throws<ArgumentOutOfRangeException>("missed", () => { _ = Time.Interval(s_period, (MissedTickBehavior)3); });
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => Time.Interval(s_period).Reset(TimeSpan.FromSeconds(-2)));
        _scope.Dispose();
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => { _ = Time.Interval(s_period); });
        Assert.Contains("Time.Interval", failure.Message, StringComparison.Ordinal);
        Assert.Contains("PeriodicTimer", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Notes when ticks come, in periods.</summary>
    private void Note(Interval interval)
    {
        Spawn(async () =>
        {
            while (await interval.TickAsync())
            {
                _ticks.Add(Now);
            }
        });
        _scheduler.RunAll();
    }

    private bool TryTick(Interval interval)
    {
        using var cancellation = new CancellationTokenSource();
        LitenTask<bool> tick = interval.TickAsync(cancellation.Token);
        if (tick.IsCompleted)
        {
            return tick.GetAwaiter().GetResult();
        }

        cancellation.Cancel();
        _scheduler.RunAll();
        Assert.Throws<OperationCanceledException>(() => tick.GetAwaiter().GetResult());
        return false;
    }

    private void PassPeriods(double periods)
    {
        for (int i = 0; i < periods * 100; i++)
        {
            Fire(s_wholeTicks);
        }
    }
}
