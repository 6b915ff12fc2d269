namespace Liten.Testing;

/// <summary>
/// One runtime, for one schedule after another: after a clean end only its clock and its numbers go back,
/// which is what makes a schedule cheap; after any other one it is built anew.
/// </summary>
/// <remarks>
/// All members but <see cref="Heartbeat"/> are for the thread that made it. Where code stops in mid-stack, its steps
/// are taken by whichever of its <see cref="Carriers"/> has the baton.
/// </remarks>
internal sealed partial class World : IDisposable
{
    private const string ThreadName = "liten-test";
    private const int PoolCapacity = 64;

    private readonly ExploreOptions _options;
    private readonly OutsideWatch _outside = new();
    private Runtime _runtime = null!;
    private TestScheduler _scheduler = null!;
    private TimerDriver _timers = null!;
    private RuntimeThread.Scope _entered;
    private JoinHandle _root = null!;
    private TestRun _run = null!;
    private long _heartbeat;
    private bool _isBuilt;

    public World(ExploreOptions options)
    {
        _options = options;
        PoolWatch.Start();
    }

    /// <summary>Changes with each step, for a watcher on another thread.</summary>
    public long Heartbeat => Volatile.Read(ref _heartbeat);

    /// <summary>The deviations of the last schedule.</summary>
    public IReadOnlyList<Deviation> Deviations => _scheduler.Deviations;

    /// <summary>How many tasks the last schedule has had.</summary>
    public int TaskCount => _scheduler.Tasks.Count;

    /// <summary>The record of the last schedule, if it was written down.</summary>
    public ScheduleRecord? LastRecord { get; private set; }

    /// <summary>The living tasks and what they wait for, for a report on a world that does not go on.</summary>
    public string DescribeTasks() => WaitTable.Of(_scheduler, _scheduler.Record);

    /// <summary>Runs one schedule from its beginning to its end.</summary>
    /// <param name="body">What is tested.</param>
    /// <param name="strategy">Decides the order.</param>
    /// <param name="record">Where to write the steps down, or null.</param>
    public ScheduleOutcome Run(ScheduleBody body, ScheduleStrategy strategy, ScheduleRecord? record = null)
    {
        Prepare(strategy, record);
        _outside.Begin();
        try
        {
            _root = body(_scheduler.Host, _run);
            Drive();
        }
        finally
        {
            EndWatch();
        }

        if (_scheduler.IsWindingUp)
        {
            Abandon();
        }

        return _outcome!;
    }

    /// <summary>Makes the calling thread one of a world's, for as long as the returned scope lives.</summary>
    public static RuntimeThread.Scope Enter(TestScheduler scheduler, TestTurn turn, int number)
    {
        RuntimeThread.Scope entered =
            RuntimeThread.Enter(turn, scheduler.Host, new ThreadInfo(ThreadName, number), PoolCapacity);
        FlowContext.ExchangeBase(scheduler.BaseContext);
        FlowContext.Reset();
        return entered;
    }

    public void Dispose() => Leave();

    private bool IsClean => _scheduler.Living == 0 && _scheduler.Ready.Count == 0 && _timers.Count == 0;

    private void Prepare(ScheduleStrategy strategy, ScheduleRecord? record)
    {
        if (!_isBuilt)
        {
            Build();
        }

        _scheduler.Restart();
        _scheduler.Strategy = strategy;
        _scheduler.Record = record;
        LastRecord = record;
        _scheduler.EarlyTimers = Nanoseconds.In(_options.EarlyTimers);
        _scheduler.HasPoints = _options.Points != SchedulePoints.Waits;
        _scheduler.Patience.Restart(_options.MaxTurns);
        _scheduler.Context.Refuses = _options.Outside == OutsideRule.Fail;
        _run = new TestRun(_runtime, _scheduler);
        _scheduler.Run = _run;
        _outcome = null;
        _isDraining = false;
        _maxTime = Nanoseconds.In(_options.MaxTime);
    }

    private void Build()
    {
        var options = new RuntimeOptions
        {
            Name = ThreadName,
            CurrentThread = true,
            Clock = new VirtualClock(),
            Threads = new NoThreads(),
            SchedulerFactory = parts => _scheduler = new TestScheduler(parts),
        };
        _runtime = new Runtime(options);
        _timers = TimerDriver.Of(_scheduler.Host);
        _entered = Enter(_scheduler, _scheduler.Turn, 0);
        if (_options.Points == SchedulePoints.Operations)
        {
            _scheduler.Carriers = new Carriers(_options.Workers, _scheduler, _outside, Advance);
        }

        Gate.Open(_scheduler.BaseContext, _options.Outside == OutsideRule.Fail ? _outside : null);
        _isBuilt = true;
    }

    private void Leave()
    {
        if (_isBuilt)
        {
            _isBuilt = false;
            Gate.Open(_scheduler.BaseContext, null);
            _scheduler.Carriers?.Close();
            _entered.Dispose();
        }
    }
}
