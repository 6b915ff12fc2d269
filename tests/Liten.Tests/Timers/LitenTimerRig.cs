namespace Liten.Tests.Timers;

/// <summary>A provider of timers with a clock that the test moves.</summary>
public abstract class LitenTimerRig
{
    private protected static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private protected readonly ManualClock _clock = new();
    private protected readonly ManualScheduler _scheduler = new();
    private protected readonly List<UnhandledExceptionInfo> _unhandled = [];
    private protected readonly TimerDriver _driver;
    private protected readonly TaskHost _host;
    private protected readonly LitenTimeProvider _provider;
    private protected int _movedUp;
    private protected int _calls;

    private protected LitenTimerRig()
    {
        _driver = new TimerDriver(_clock, () => _movedUp++);
        var hooks = new RuntimeHooks { OnUnhandledException = _unhandled.Add };
        _host = new TaskHost(runtime: new object(), hooks, int.MaxValue) { Scheduler = _scheduler, Timers = _driver };
        _provider = new LitenTimeProvider(_host);
    }

    private protected ITimer Create(TimeSpan dueTime, TimeSpan period)
        => _provider.CreateTimer(_ => _calls++, null, dueTime, period);

    private protected static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private protected void Pass(TimeSpan time)
    {
        _clock.Advance(time);
        _driver.RunDue();
        _scheduler.RunAll();
    }
}
