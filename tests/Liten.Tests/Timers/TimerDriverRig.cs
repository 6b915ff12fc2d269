namespace Liten.Tests.Timers;

/// <summary>A driver with a clock that the test moves, on a thread that looks like a worker.</summary>
public abstract class TimerDriverRig : IDisposable
{
    private protected const long Tick = 1 << 16;

    // The shortest span that is a whole number of ticks: 25 ticks of 65,536 ns are 16,384 units of 100 ns.
    private protected static readonly TimeSpan s_wholeTicks = new(25 * Tick / TimeSpan.NanosecondsPerTick);

    private protected static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private protected readonly ManualClock _clock = new();
    private protected readonly ManualScheduler _scheduler = new();
    private protected readonly TimerDriver _driver;
    private protected readonly TaskHost _host;
    private protected readonly WorkerScope _scope;
    private protected int _movedUp;

    private protected TimerDriverRig()
    {
        _driver = new TimerDriver(_clock, () => _movedUp++);
        _host = new TaskHost(runtime: new object(), new RuntimeHooks(), int.MaxValue) { Scheduler = _scheduler, Timers = _driver };
        _scope = new WorkerScope(_host);
    }

    public void Dispose() => _scope.Dispose();

    private protected JoinHandle Spawn(Func<LitenTask> body) => Spawning.Make(_host, body, new(null, "", 0)).Start();

    private protected LitenTask Sleep(TimeSpan duration) => _driver.Sleeps.Sleep(duration, CancellationToken.None);

    private protected static void End(LitenTask task) => task.GetAwaiter().GetResult();

    private protected void Fire(TimeSpan later)
    {
        _clock.Advance(later);
        _driver.RunDue();
        _scheduler.RunAll();
    }
}
