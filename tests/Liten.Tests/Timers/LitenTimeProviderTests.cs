namespace Liten.Tests.Timers;

public sealed class LitenTimeProviderTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_tooLong = TimeSpan.FromMilliseconds(uint.MaxValue);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
    private static readonly AsyncLocal<string?> s_local = new();

    private readonly ManualClock _clock = new();
    private readonly ManualScheduler _scheduler = new();
    private readonly List<UnhandledExceptionInfo> _unhandled = [];
    private readonly TimerDriver _driver;
    private readonly TaskHost _host;
    private readonly LitenTimeProvider _provider;
    private int _movedUp;
    private int _calls;

    public LitenTimeProviderTests()
    {
        _driver = new TimerDriver(_clock, () => _movedUp++);
        var hooks = new RuntimeHooks { OnUnhandledException = _unhandled.Add };
        _host = new TaskHost(runtime: new object(), hooks, int.MaxValue) { Scheduler = _scheduler, Timers = _driver };
        _provider = new LitenTimeProvider(_host);
    }

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
        foreach (TimeSpan wrong in new[] { TimeSpan.FromTicks(-1), TimeSpan.FromMilliseconds(-2), s_tooLong, TimeSpan.MaxValue, TimeSpan.MinValue })
        {
            Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => Create(wrong, TimeSpan.Zero));
            Assert.Throws<ArgumentOutOfRangeException>("period", () => Create(TimeSpan.Zero, wrong));
        }

        Assert.Throws<ArgumentNullException>("callback", () => _provider.CreateTimer(null!, null, s_second, s_second));
        Assert.Equal(0, _driver.Count);
        Assert.Equal(0, _scheduler.Count);
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
    public void Dispose_Armed_LeavesTheWheelAndChangeReturnsFalse()
    {
        ITimer timer = Create(s_second, s_second);

        timer.Dispose();
        timer.Dispose();

        Assert.Equal(0, _driver.Count);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        Assert.True(timer.DisposeAsync().IsCompletedSuccessfully);
        Pass(s_second * 10);
        Assert.Equal(0, _calls);
    }

    [Fact]
    public void Dispose_CallbackQueued_DropsIt()
    {
        ITimer timer = Create(TimeSpan.Zero, s_second);

        Assert.True(timer.DisposeAsync().IsCompletedSuccessfully);
        Pass(s_second * 2);

        Assert.Equal(0, _calls);
    }

    [Fact]
    public void Dispose_InItsOwnCallback_EndsThePeriods()
    {
        ITimer? timer = null;
        timer = _provider.CreateTimer(_ => { _calls++; timer!.Dispose(); }, null, s_second, s_second);

        Pass(s_second * 2);
        Pass(s_second * 2);

        Assert.Equal(1, _calls);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void DisposeAsync_CallbackRunning_CompletesAfterIt()
    {
        ITimer? timer = null;
        Task? disposed = null;
        timer = _provider.CreateTimer(
            _ =>
            {
                disposed = timer!.DisposeAsync().AsTask();
                Assert.False(disposed.IsCompleted);
            },
            null, TimeSpan.Zero, s_second);

        _scheduler.RunAll();

        Assert.True(disposed!.IsCompletedSuccessfully);
        Assert.Empty(_unhandled);
        Assert.True(timer.DisposeAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void DisposeAsync_RacingWithCallbacks_IsFollowedByNone()
    {
        const int Rounds = 2000;
        int round = 0;
        int disposed = 0;
        int callsAfterwards = 0;

        WatchedThreads.Run(() => Volatile.Read(ref round), FireAlways, DisposeEach);

        Assert.Equal(0, callsAfterwards);
        Assert.Equal(0, _driver.Count);

        void FireAlways()
        {
            while (Volatile.Read(ref round) < Rounds)
            {
                Pass(TimeSpan.FromMilliseconds(1));
            }
        }

        void DisposeEach()
        {
            for (int i = 1; i <= Rounds; i++)
            {
                int number = i;
                ITimer timer = _provider.CreateTimer(
                    _ => callsAfterwards += Volatile.Read(ref disposed) >= number ? 1 : 0, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
                Thread.SpinWait(i % 1000);
                Wait(timer.DisposeAsync());
                Volatile.Write(ref disposed, number);
                Volatile.Write(ref round, number);
            }
        }
    }

    [Fact]
    public void Callback_Throws_GoesToTheHookAndThePeriodGoesOn()
    {
        using ITimer timer = _provider.CreateTimer(
            _ => { _calls++; throw new FormatException("callback"); }, null, s_second, s_second);

        Pass(s_second * 1.1);
        Pass(s_second);

        Assert.Equal(2, _calls);
        Assert.Equal(2, _unhandled.Count);
        Assert.All(_unhandled, info => Assert.IsType<FormatException>(info.Exception));
    }

    [Fact]
    public void Callback_ThrowsWhileBeingDisposed_StillCompletesDisposeAsync()
    {
        ITimer? timer = null;
        Task? disposed = null;
        timer = _provider.CreateTimer(
            _ =>
            {
                disposed = timer!.DisposeAsync().AsTask();
                throw new FormatException("callback");
            },
            null, TimeSpan.Zero, s_second);

        _scheduler.RunAll();

        Assert.True(disposed!.IsCompletedSuccessfully);
    }

    [Fact]
    public void Callback_ContextAtCreation_FlowsIntoIt()
    {
        string? seen = null;
        s_local.Value = "at creation";
        using ITimer timer = _provider.CreateTimer(_ => { seen = s_local.Value; s_local.Value = "in callback"; }, null, s_second, s_second);
        s_local.Value = "at firing";

        Pass(s_second * 1.5);

        Assert.Equal("at creation", seen);
        Assert.Equal("at firing", s_local.Value);
    }

    [Fact]
    public void Callback_FlowSuppressedAtCreation_RunsInTheDefaultContext()
    {
        string? seen = "nothing";
        s_local.Value = "at creation";
        ITimer timer;
        using (ExecutionContext.SuppressFlow())
        {
            timer = _provider.CreateTimer(_ => seen = s_local.Value, null, s_second, s_second);
        }

        Pass(s_second * 1.5);

        Assert.Null(seen);
        timer.Dispose();
    }

    [Fact]
    public void Callback_RuntimeHasEnded_RunsOnTheThreadPool()
    {
        using var called = new ManualResetEventSlim();
        using ITimer timer = _provider.CreateTimer(_ => called.Set(), null, s_second, Timeout.InfiniteTimeSpan);
        _scheduler.HasEnded = true;

        Pass(s_second * 2);

        called.Wait(TestContext.Current.CancellationToken);
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

    [Fact]
    public void Timestamp_IsTheClocks()
    {
        Assert.Equal(1_000_000_000, _provider.TimestampFrequency);
        long start = _provider.GetTimestamp();
        _clock.Advance(s_second * 1.5);

        Assert.Equal(s_second * 1.5, _provider.GetElapsedTime(start));
        Assert.Equal(TimeZoneInfo.Local, _provider.LocalTimeZone);
        Assert.InRange(_provider.GetUtcNow(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
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
        JoinHandle task = Spawning.Spawn(
            _host,
            new Func<Task>(async () =>
            {
                await Task.Delay(s_second, _provider);
                resumed = true;
            }),
            null, "", 0);
        _scheduler.RunAll();

        Pass(s_second * 1.001);

        Assert.True(resumed);
        Assert.Null(task.ObserveFailure());
    }

    private ITimer Create(TimeSpan dueTime, TimeSpan period) => _provider.CreateTimer(_ => _calls++, null, dueTime, period);

    private static T ResultOf<T>(ValueTask<T> task) => task.Result;

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private void Pass(TimeSpan time)
    {
        _clock.Advance(time);
        _driver.RunDue();
        _scheduler.RunAll();
    }
}
