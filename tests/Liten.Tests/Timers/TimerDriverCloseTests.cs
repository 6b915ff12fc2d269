namespace Liten.Tests.Timers;

/// <summary>What becomes of timers and sleeps when their runtime ends before them. Nobody calls RunDue after Close.</summary>
public sealed class TimerDriverCloseTests : IDisposable
{
    /// <summary>Patience, not a threshold: .NET's timers fire by themselves, and the test waits for that.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly AsyncLocal<string?> s_local = new();

    private readonly ManualClock _clock = new();
    private readonly ManualScheduler _scheduler = new();
    private readonly SemaphoreSlim _calls = new(0);
    private readonly List<UnhandledExceptionInfo> _unhandled = [];
    private readonly TimerDriver _driver;
    private readonly TaskHost _host;
    private readonly LitenTimeProvider _provider;

    public TimerDriverCloseTests()
    {
        _driver = new TimerDriver(_clock, () => { });
        var hooks = new RuntimeHooks { OnUnhandledException = _unhandled.Add };
        _host = new TaskHost(runtime: new object(), hooks, int.MaxValue) { Scheduler = _scheduler, Timers = _driver };
        _provider = new LitenTimeProvider(_host);
    }

    public void Dispose() => _calls.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TaskDelay_CompletesAfterTheEnd(bool armedBefore)
    {
        Task? delay = armedBefore ? Task.Delay(s_short, _provider, CancellationToken.None) : null;

        End();

        await (delay ?? Task.Delay(s_short, _provider, CancellationToken.None)).WaitAsync(s_limit, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CancellationTokenSource_CancelsAfterTheEnd(bool armedBefore)
    {
        using var cancellation = new CancellationTokenSource(armedBefore ? s_short : s_hour, _provider);

        End();
        if (!armedBefore)
        {
            Assert.False(cancellation.IsCancellationRequested);
            cancellation.CancelAfter(s_short);
        }

        Assert.True(cancellation.Token.WaitHandle.WaitOne(s_limit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PeriodicTimer_TicksOnAfterTheEndAndCanBeDisposed(bool createdBefore)
    {
        PeriodicTimer? created = createdBefore ? new PeriodicTimer(s_short, _provider) : null;
        End();
        PeriodicTimer timer = created ?? new PeriodicTimer(s_short, _provider);

        for (int i = 0; i < 3; i++)
        {
            Assert.True(await NextTick());
        }

        timer.Dispose();
        Assert.False(await NextTick());

        Task<bool> NextTick() => timer.WaitForNextTickAsync(CancellationToken.None).AsTask().WaitAsync(s_limit, TestContext.Current.CancellationToken);
    }

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
        int[] calls = new int[10 * DueBatch.Size];
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
    public void Change_ToNeverAfterTheEnd_StopsThePeriod()
    {
        const int Periods = 20;
        const int BegunBefore = 5;
        int calls = 0;
        using ITimer timer = _provider.CreateTimer(
            _ =>
            {
                Interlocked.Increment(ref calls);
                _calls.Release();
            },
            null, s_short, s_short);
        End();
        AwaitCalls(2);

        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, s_short));
        int before = Volatile.Read(ref calls);

        AwaitSystemTicks(Periods);
        Assert.InRange(Volatile.Read(ref calls), before, before + BegunBefore);
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
    public void Change_AfterDisposeAndTheEnd_ReturnsFalse()
    {
        ITimer disposedBefore = Create(s_hour, s_hour);
        ITimer disposedAfter = Create(s_hour, s_hour);
        disposedBefore.Dispose();

        End();
        disposedAfter.Dispose();
        disposedAfter.Dispose();

        Assert.False(disposedBefore.Change(TimeSpan.Zero, s_short));
        Assert.False(disposedAfter.Change(TimeSpan.Zero, s_short));
        Assert.True(disposedAfter.DisposeAsync().IsCompletedSuccessfully);
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => Create(TimeSpan.FromTicks(-1), s_short));
    }

    [Fact]
    public void Timer_LongestTimesAfterTheEnd_AreAccepted()
    {
        var longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
        using ITimer before = Create(longest, longest);

        End();

        using ITimer after = Create(longest, longest);
        Assert.True(before.Change(longest, longest));
    }

    [Fact]
    public void Timer_ChangedAndDisposedAfterTheEnd_LeavesNothingInDotNetsTimers()
    {
        // The other tests that run meanwhile have some timers too, but not thousands.
        const int Changes = 20_000;
        using ITimer changed = Create(s_hour, s_hour);
        End();
        long before = Timer.ActiveCount;

        for (int i = 0; i < Changes; i++)
        {
            changed.Change(s_hour, s_hour);
            Create(s_hour, s_hour).Dispose();
        }

        Assert.InRange(Timer.ActiveCount - before, -Changes, Changes / 2);
    }

    [Fact]
    public async Task DisposeAsync_CallbackRunningAfterTheEnd_CompletesAfterIt()
    {
        using var mayReturn = new ManualResetEventSlim();
        ITimer timer = _provider.CreateTimer(
            _ =>
            {
                _calls.Release();
                mayReturn.Wait(s_limit);
            },
            null, s_short, Timeout.InfiniteTimeSpan);
        End();
        AwaitCalls(1);

        Task disposed = timer.DisposeAsync().AsTask();
        Assert.False(disposed.IsCompleted);
        mayReturn.Set();

        await disposed.WaitAsync(s_limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Close_SleepOfATaskGivenUp_ResumesNothing()
    {
        bool resumed = false;
        JoinHandle task;
        using (new WorkerScope(_host))
        {
            task = Spawning.Spawn(
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
                null, "", 0);
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

    [Fact]
    public async Task Close_WhileTimersAreCreatedChangedAndSleepsBegin_NothingHangs()
    {
        const int Rounds = 500;
        const int TimersPerRound = 20;
        _scheduler.HasEnded = true;
        Round[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => new Round(_host, TimersPerRound))];
        int arrivals = 0;
        WatchedThreads.Run(() => Volatile.Read(ref arrivals), CloseEach, CreateInEach, ChangeInEach);

        foreach (Round round in rounds)
        {
            await Task.WhenAll(round.Delays).WaitAsync(s_limit, TestContext.Current.CancellationToken);
            Assert.All(round.Sleeps, sleep => Assert.IsType<TaskAbortedException>(Record.Exception(() => sleep.GetAwaiter().GetResult())));
            await round.Changed.WaitAsync(s_limit, TestContext.Current.CancellationToken);
            Assert.Equal(0, round.Driver.Count);
        }

        void CloseEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 3 * (i + 1));
                Thread.SpinWait(i * 10);
                rounds[i].Driver.Close();
            }
        }

        void CreateInEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 3 * (i + 1));
                for (int j = 0; j < TimersPerRound; j++)
                {
                    rounds[i].Delays[j] = Task.Delay(s_short, rounds[i].Provider, CancellationToken.None);
                    rounds[i].Sleeps[j] = rounds[i].Driver.Sleeps.Sleep(s_hour, CancellationToken.None);
                }
            }
        }

        void ChangeInEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 3 * (i + 1));
                for (int j = 0; j < TimersPerRound; j++)
                {
                    rounds[i].Timer.Change(s_hour, s_hour);
                }

                rounds[i].Timer.Change(s_short, Timeout.InfiniteTimeSpan);
            }
        }
    }

    [Fact]
    public async Task Close_WhileALateWorkerCallsRunDue_LosesNoTimer()
    {
        const int Rounds = 20;
        const int TimersPerRound = 1000;
        _scheduler.HasEnded = true;
        Round[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => new Round(_host, TimersPerRound))];
        foreach (Round round in rounds)
        {
            for (int i = 0; i < TimersPerRound; i++)
            {
                round.Delays[i] = Task.Delay(s_short * (i + 1), round.Provider, CancellationToken.None);
            }

            round.Clock.Advance(s_short * TimersPerRound / 2);
        }

        int arrivals = 0;
        WatchedThreads.Run(() => Volatile.Read(ref arrivals), CloseEach, RunDueInEach);

        foreach (Round round in rounds)
        {
            await Task.WhenAll(round.Delays).WaitAsync(s_limit, TestContext.Current.CancellationToken);
        }

        void CloseEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 2 * (i + 1));
                rounds[i].Driver.Close();
            }
        }

        void RunDueInEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 2 * (i + 1));
                while (rounds[i].Driver.Count > 0)
                {
                    rounds[i].Driver.RunDue();
                }
            }
        }
    }

    [Fact]
    public void Close_RacingWithDispose_CallsNothingAfterwards()
    {
        const int Rounds = 1000;
        _scheduler.HasEnded = true;
        Round[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => new Round(_host, timers: 0))];
        int late = 0;
        int arrivals = 0;

        WatchedThreads.Run(() => Volatile.Read(ref arrivals), CloseEach, DisposeEach);

        // Whatever was left behind in .NET's queue was due before this.
        AwaitSystemTicks(5);
        Assert.Equal(0, late);

        void CloseEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 2 * (i + 1));
                rounds[i].Driver.Close();
            }
        }

        void DisposeEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                bool disposed = false;
                ITimer timer = rounds[i].Provider.CreateTimer(_ => Interlocked.Add(ref late, Volatile.Read(ref disposed) ? 1 : 0), null, s_short, s_short);
                rounds[i].Clock.Advance(s_short);
                Meet(ref arrivals, 2 * (i + 1));
                Thread.SpinWait(i % 200);
                Wait(timer.DisposeAsync());
                Volatile.Write(ref disposed, true);
            }
        }
    }

    private ITimer Create(TimeSpan dueTime, TimeSpan period) => _provider.CreateTimer(_ => _calls.Release(), null, dueTime, period);

    /// <summary>The end of the runtime, as the shutdown sequence brings it about.</summary>
    private void End()
    {
        _scheduler.HasEnded = true;
        _driver.Close();
    }

    private void AwaitCalls(int count) => Await(_calls, count);

    /// <summary>Returns when a timer of .NET's has fired so often: what was due in its queue before has fired too.</summary>
    private static void AwaitSystemTicks(int count)
    {
        using var ticks = new SemaphoreSlim(0);
        ITimer timer = TimeProvider.System.CreateTimer(_ => ticks.Release(), null, s_short, s_short);
        Await(ticks, count);
        Wait(timer.DisposeAsync());
    }

    private static void Await(SemaphoreSlim calls, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(calls.Wait(s_limit, TestContext.Current.CancellationToken), $"Only {i} of {count} callbacks within {s_limit}.");
        }
    }

    private static void Wait(ValueTask task) => Assert.True(task.AsTask().Wait(s_limit, TestContext.Current.CancellationToken));

    private static void Meet(ref int arrivals, int awaited)
    {
        SpinWait backoff = default;
        Interlocked.Increment(ref arrivals);
        while (Volatile.Read(ref arrivals) < awaited)
        {
            backoff.SpinOnce();
        }
    }

    /// <summary>A runtime of its own that ends in a round of a race.</summary>
    private sealed class Round
    {
        private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Round(TaskHost host, int timers)
        {
            Driver = new TimerDriver(Clock, () => { });
            Provider = new LitenTimeProvider(new TaskHost(this, host.Hooks, int.MaxValue) { Scheduler = host.Scheduler, Timers = Driver });
            Delays = new Task[timers];
            Sleeps = new LitenTask[timers];
            Timer = Provider.CreateTimer(_ => _changed.TrySetResult(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public ManualClock Clock { get; } = new();

        public TimerDriver Driver { get; }

        public LitenTimeProvider Provider { get; }

        public Task[] Delays { get; }

        public LitenTask[] Sleeps { get; }

        public ITimer Timer { get; }

        public Task Changed => _changed.Task;
    }
}
