namespace Liten.Tests.Timers;

/// <summary>A driver that the test closes, and the calls of its timers.</summary>
public abstract class TimerDriverCloseRig : IDisposable
{
    /// <summary>Patience, not a threshold: .NET's timers fire by themselves, and the test waits for that.</summary>
    private protected static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private protected static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);
    private protected static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private protected readonly ManualClock _clock = new();
    private protected readonly ManualScheduler _scheduler = new();
    private protected readonly SemaphoreSlim _calls = new(0);
    private protected readonly List<UnhandledExceptionInfo> _unhandled = [];
    private protected readonly TimerDriver _driver;
    private protected readonly TaskHost _host;
    private protected readonly LitenTimeProvider _provider;

    private protected TimerDriverCloseRig()
    {
        _driver = new TimerDriver(_clock, () => { });
        var hooks = new RuntimeHooks { OnUnhandledException = _unhandled.Add };
        _host = new TaskHost(runtime: new object(), hooks, int.MaxValue) { Scheduler = _scheduler, Timers = _driver };
        _provider = new LitenTimeProvider(_host);
    }

    public void Dispose() => _calls.Dispose();

    private protected ITimer Create(TimeSpan dueTime, TimeSpan period)
        => _provider.CreateTimer(_ => _calls.Release(), null, dueTime, period);

    /// <summary>The end of the runtime, as the shutdown sequence brings it about.</summary>
    private protected void End()
    {
        _scheduler.HasEnded = true;
        _driver.Close();
    }

    private protected void AwaitCalls(int count) => Await(_calls, count);

    /// <summary>Returns when a timer of .NET's has fired so often: what was due in its queue before has fired too.</summary>
    private protected static void AwaitSystemTicks(int count)
    {
        using var ticks = new SemaphoreSlim(0);
        ITimer timer = TimeProvider.System.CreateTimer(_ => ticks.Release(), null, s_short, s_short);
        Await(ticks, count);
        Wait(timer.DisposeAsync());
    }

    private protected static void Await(SemaphoreSlim calls, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(calls.Wait(s_limit, TestContext.Current.CancellationToken), $"Only {i} of {count} callbacks within {s_limit}.");
        }
    }

    private protected static void Wait(ValueTask task)
        => Assert.True(task.AsTask().Wait(s_limit, TestContext.Current.CancellationToken));
}
