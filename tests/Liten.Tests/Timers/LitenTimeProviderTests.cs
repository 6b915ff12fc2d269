namespace Liten.Tests.Timers;

/// <summary>What .NET builds on a TimeProvider, with Liten's.</summary>
public sealed class LitenTimeProviderTests : LitenTimerRig
{
    [Fact]
    public void Timestamp_IsTheClocks()
    {
        Assert.Equal(1_000_000_000, _provider.TimestampFrequency);
        long start = _provider.GetTimestamp();
        _clock.Advance(s_second * 1.5);

        Assert.Equal(s_second * 1.5, _provider.GetElapsedTime(start));
        Assert.Equal(TimeZoneInfo.Local, _provider.LocalTimeZone);
        Assert.Equal(_clock.UtcNow, _provider.GetUtcNow());
        Assert.InRange(new Clock().UtcNow, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TaskDelay_InsideOrOutside_CompletesWithTheClock(bool inside)
    {
        using WorkerScope? scope = inside ? new WorkerScope(_host) : null;

        Task delay = Task.Delay(s_second, _provider, CancellationToken.None);
        Pass(s_second * 0.9);
        Assert.False(delay.IsCompleted);
        Pass(s_second * 0.2);

        Assert.True(delay.IsCompletedSuccessfully);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void TaskDelay_Cancelled_LeavesTheWheel()
    {
        using var cancellation = new CancellationTokenSource();
        Task delay = Task.Delay(s_second, _provider, cancellation.Token);
        Assert.Equal(1, _driver.Count);

        cancellation.Cancel();

        Assert.True(delay.IsCanceled);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void CancellationTokenSource_WithProvider_CancelsWithTheClock()
    {
        using var cancellation = new CancellationTokenSource(s_second, _provider);
        Pass(s_second * 0.5);
        cancellation.CancelAfter(s_second);
        Pass(s_second * 0.9);
        Assert.False(cancellation.IsCancellationRequested);

        Pass(s_second * 0.2);

        Assert.True(cancellation.IsCancellationRequested);
    }

    [Fact]
    public void PeriodicTimer_WithProvider_TicksWithTheClock()
    {
        var timer = new PeriodicTimer(s_second, _provider);
        for (int i = 0; i < 3; i++)
        {
            ValueTask<bool> tick = timer.WaitForNextTickAsync(CancellationToken.None);
            Assert.False(tick.IsCompleted);
            Pass(s_second * 1.001);
            Assert.True(tick.IsCompletedSuccessfully);
            Assert.True(ResultOf(tick));
        }

        timer.Dispose();
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void WaitAsync_WithProvider_TimesOutWithTheClock()
    {
        var never = new TaskCompletionSource();

        Task wait = never.Task.WaitAsync(s_second, _provider, CancellationToken.None);
        Assert.False(wait.IsCompleted);
        Pass(s_second * 1.001);

        Assert.IsType<TimeoutException>(wait.Exception?.InnerException);
    }

    [Fact]
    public void TaskDelay_InASpawnedTask_ResumesIt()
    {
        using var scope = new WorkerScope(_host);
        bool resumed = false;
        JoinHandle task = Spawning.Make(
            _host,
            new Func<Task>(async () =>
            {
                await Task.Delay(s_second, _provider);
                resumed = true;
            }),
            new(null, "", 0)).Start();
        _scheduler.RunAll();

        Pass(s_second * 1.001);

        Assert.True(resumed);
        Assert.Null(task.ObserveFailure());
    }

    private static T ResultOf<T>(ValueTask<T> task) => task.Result;
}
