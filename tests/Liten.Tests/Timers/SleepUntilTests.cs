#pragma warning disable xUnit1051 // Whether there is a token is what these tests are about.

namespace Liten.Tests.Timers;

/// <summary>Waits for a moment of a wall clock that may be set meanwhile.</summary>
public sealed class SleepUntilTests : TimerDriverRig
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_oneTick = new((Tick / 100) + 1);

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    [InlineData(600_000_000)]
    [InlineData(600_000_001)]
    [InlineData(72_000_000_000)]
    public void AnyMoment_IsNeitherEarlyNorMoreThanATickLate(long timeSpanTicks)
    {
        JoinHandle task = Begin(_clock.UtcNow.AddTicks(timeSpanTicks));

        PassInMinutes(new TimeSpan(timeSpanTicks - 1));
        Assert.False(task.IsCompleted);

        Fire(TimeSpan.FromTicks(1));
        Fire(s_oneTick);
        Assert.True(task.IsCompleted);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void TheOffset_DoesNotMatter()
    {
        JoinHandle task = Begin(_clock.UtcNow.AddSeconds(1).ToOffset(TimeSpan.FromHours(-11)));

        Fire(TimeSpan.FromSeconds(1) + s_oneTick);

        Assert.True(task.IsCompleted);
    }

    public static TheoryData<DateTimeOffset> Past => [DateTimeOffset.MinValue, new DateTimeOffset(2026, 3, 29, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.FromHours(-14))];

    [Theory]
    [MemberData(nameof(Past))]
    public void AMomentThatHasPassed_YieldsAndArmsNothing(DateTimeOffset moment)
    {
        JoinHandle task = Spawn(() => Time.SleepUntil(moment));

        Assert.True(_scheduler.RunOne());
        Assert.False(task.IsCompleted);
        Assert.Equal(0, _driver.Count);
        _scheduler.RunAll();
        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void TheLastMoment_NeverComesAndCostsNoTimer()
    {
        JoinHandle task = Begin(DateTimeOffset.MaxValue);

        Assert.Equal(0, _driver.Count);
        PassInMinutes(TimeSpan.FromHours(1));
        Assert.False(task.IsCompleted);
        task.Abort();
        _scheduler.RunAll();
        Assert.True(task.WasAborted);
    }

    [Fact]
    public void TenYears_AreSleptThrough()
    {
        JoinHandle task = Begin(_clock.UtcNow.AddYears(10));
        long days = (long)(_clock.UtcNow.AddYears(10) - _clock.UtcNow).TotalDays;

        for (long day = 0; day < days; day++)
        {
            Assert.False(task.IsCompleted);
            Fire(TimeSpan.FromDays(1));
        }

        Fire(s_minute);
        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void AClockThatIsSetBack_MakesTheWaitLonger()
    {
        JoinHandle task = Begin(_clock.UtcNow.AddSeconds(10));
        _clock.WallStart -= TimeSpan.FromHours(1);

        PassInMinutes(TimeSpan.FromHours(1));
        Assert.False(task.IsCompleted);

        PassInMinutes(TimeSpan.FromSeconds(10) + s_oneTick);
        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void AClockThatIsSetForward_IsNoticedWithinAMinute()
    {
        JoinHandle task = Begin(_clock.UtcNow.AddHours(10));
        Fire(TimeSpan.FromSeconds(1));
        _clock.WallStart += TimeSpan.FromHours(20);

        Fire(s_minute + s_oneTick);

        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void ATokenAndAnAbort_EndIt()
    {
        using var cancellation = new CancellationTokenSource();
        JoinHandle cancelled = Spawn(async () => await Time.SleepUntil(_clock.UtcNow.AddHours(1), cancellation.Token));
        JoinHandle aborted = Begin(_clock.UtcNow.AddHours(1));
        _scheduler.RunAll();

        cancellation.Cancel();
        aborted.Abort();
        _scheduler.RunAll();

        Assert.True(cancelled.IsCompleted);
        Assert.True(aborted.WasAborted);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void OutsideOfARuntime_ItSaysAWayOut()
    {
        _scope.Dispose();

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => { _ = Time.SleepUntil(DateTimeOffset.MinValue, CancellationToken.None); });

        Assert.Contains("Time.SleepUntil", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Runtime.BlockOn", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATimeoutAtAMoment_CancelsWhenItComesAndNamesIt()
    {
        DateTimeOffset moment = _clock.UtcNow.AddMinutes(90);
        JoinHandle task = Spawn(() => Time.TimeoutAt(moment, token => Time.Sleep(Timeout.InfiniteTimeSpan, token)));
        _scheduler.RunAll();

        PassInMinutes(TimeSpan.FromMinutes(90) - TimeSpan.FromTicks(1));
        Assert.False(task.IsCompleted);
        Fire(TimeSpan.FromTicks(1) + s_oneTick);

        TimeoutException failure = Assert.Throws<TimeoutException>(() => task.AsTask().GetAwaiter().GetResult());
        Assert.Contains(moment.ToString("O"), failure.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<OperationCanceledException>(failure.InnerException);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void ATimeoutAtAMoment_WaitsLongerWhenTheClockIsSetBack()
    {
        JoinHandle task = Spawn(() => Time.TimeoutAt(_clock.UtcNow.AddSeconds(10), token => Time.Sleep(Timeout.InfiniteTimeSpan, token)));
        _scheduler.RunAll();
        _clock.WallStart -= TimeSpan.FromMinutes(5);

        PassInMinutes(TimeSpan.FromMinutes(5));
        Assert.False(task.IsCompleted);
        PassInMinutes(TimeSpan.FromSeconds(10) + s_oneTick);
        Assert.True(task.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(Past))]
    public void ATimeoutAtAMomentThatHasPassed_LetsTheOperationDoWhatNeedsNoWait(DateTimeOffset moment)
    {
        JoinHandle<int> quick = Spawning.Make(_host, () => Time.TimeoutAt(moment, 7, static (number, _) => LitenTask.FromResult(number)), new(null, "", 0)).Start();
        JoinHandle slow = Spawn(() => Time.TimeoutAt(moment, 7, static (_, token) => Time.Sleep(Timeout.InfiniteTimeSpan, token)));

        _scheduler.RunAll();

        Assert.Equal(7, quick.GetResult());
        Assert.IsType<TimeoutException>(Assert.Throws<TimeoutException>(() => slow.AsTask().GetAwaiter().GetResult()));
    }

    [Fact]
    public void ATimeoutAtTheLastMoment_IsNoLimitAndCostsNoTimer()
    {
        JoinHandle<int> task = Spawning.Make(
            _host,
            () => Time.TimeoutAt(DateTimeOffset.MaxValue, async token =>
            {
                await Time.Sleep(s_hour, token);
                return 1;
            }),
            new(null, "", 0)).Start();
        _scheduler.RunAll();
        Assert.Equal(1, _driver.Count);

        Fire(s_hour + s_oneTick);

        Assert.True(task.IsCompleted);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void ATimeoutAt_RefusesNull()
    {
        Assert.Throws<ArgumentNullException>("operation", () => { _ = Time.TimeoutAt(DateTimeOffset.MaxValue, (Func<CancellationToken, LitenTask>)null!); });
        Assert.Throws<ArgumentNullException>("operation", () => { _ = Time.TimeoutAt(DateTimeOffset.MaxValue, (Func<CancellationToken, LitenTask<int>>)null!); });
        Assert.Throws<ArgumentNullException>("operation", () => { _ = Time.TimeoutAt(DateTimeOffset.MaxValue, 1, (Func<int, CancellationToken, LitenTask>)null!); });
        Assert.Throws<ArgumentNullException>("operation", () => { _ = Time.TimeoutAt(DateTimeOffset.MaxValue, 1, (Func<int, CancellationToken, LitenTask<int>>)null!); });
    }

    [Fact]
    public void TheProvidersUtcTime_IsTheWallClocks()
    {
        Assert.Equal(_clock.UtcNow, new LitenTimeProvider(_host).GetUtcNow());
        _scope.Dispose();
        using var runtime = new Runtime(new RuntimeOptions { WorkerThreads = 1 });
        DateTimeOffset before = DateTimeOffset.UtcNow;
        Assert.InRange(runtime.TimeProvider.GetUtcNow(), before, DateTimeOffset.UtcNow);
    }

    private JoinHandle Begin(DateTimeOffset moment)
    {
        JoinHandle task = Spawn(async () => await Time.SleepUntil(moment));
        _scheduler.RunAll();
        return task;
    }

    private void PassInMinutes(TimeSpan time)
    {
        for (; time > s_minute; time -= s_minute)
        {
            Fire(s_minute);
        }

        Fire(time);
    }
}
