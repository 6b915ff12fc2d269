namespace Liten.Tests.Timers;

/// <summary>A sleep of every length, from its begin to its end.</summary>
public sealed class SleepTests : TimerDriverRig
{
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
    public void TimeSleep_OutsideOfARuntime_ThrowsWithAWayOut()
    {
        _scope.Dispose();

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => { _ = Time.Sleep(s_hour, CancellationToken.None); });

        Assert.Contains("Runtime.BlockOn", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Task.Delay", failure.Message, StringComparison.Ordinal);
    }
}
