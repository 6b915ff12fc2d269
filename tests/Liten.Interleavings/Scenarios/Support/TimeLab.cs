namespace Liten.Interleavings;

/// <summary>A <see cref="Lab"/> with timers and a clock that stands where the scenario puts it.</summary>
internal sealed class TimeLab
{
    private readonly Lab _lab;

    public TimeLab(Model model)
    {
        _lab = new Lab(model);
        Driver = new TimerDriver(Clock, static () => { });
        _lab.Host.Timers = Driver;
    }

    public StandingClock Clock { get; } = new();

    public TimerDriver Driver { get; }

    public LitenTimeProvider Provider => new(_lab.Host);

    /// <summary>Adds an actor that fires what is due and runs what is runnable.</summary>
    public void Timers() => _lab.Worker("timers", FireAndRun);

    public void Worker(string name, Action body) => _lab.Worker(name, body);

    /// <summary>Runs a task up to its first wait: for set-up.</summary>
    public JoinHandle<T> Begin<T>(Func<LitenTask<T>> body) => _lab.Begin(body);

    /// <summary>Spawns a task and leaves it runnable: for set-up.</summary>
    public JoinHandle<T> Spawned<T>(Func<LitenTask<T>> body) => _lab.Spawned(body);

    /// <summary>Runs code of the runtime: for set-up.</summary>
    public void Within(Action body) => _lab.Within(body);

    /// <summary>What must hold when all actors have ended, and what is due then has fired and run.</summary>
    public void AtEnd(Action check) => _lab.AtEnd(() =>
    {
        FireAndRun();
        check();
        FireAndRun();
    });

    public void FireAndRun()
    {
        Driver.RunDue();
        _lab.RunAll();
    }

    internal sealed class StandingClock : Clock
    {
        public long Now { get; set; }

        public override long Nanoseconds => Now;

        public override long CoarseNanoseconds => Nanoseconds;
    }
}
