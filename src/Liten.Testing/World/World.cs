namespace Liten.Testing;

/// <summary>
/// One runtime on one thread, for one schedule after another: after a clean end only its clock and its numbers go back,
/// which is what makes a schedule cheap; after any other one it is built anew.
/// </summary>
/// <remarks>All members but <see cref="Heartbeat"/> are for the thread that made it.</remarks>
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
    private ExecutionContext? _baseBefore;
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
        ScheduleOutcome outcome;
        try
        {
            _root = body(_scheduler.Host, _run);
            outcome = Drive();
        }
        finally
        {
            OutsideWatch.End();
            _scheduler.Context.Refuses = false;
        }

        if (!IsClean || outcome.Failure is not null)
        {
            Unwind();
        }

        return outcome;
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
        _scheduler.Turn.HasPoints = _options.Points == SchedulePoints.Awaits;
        _scheduler.Turn.OnPause = record is null ? null : record.NotePause;
        _scheduler.Context.Refuses = _options.Outside == OutsideRule.Fail;
        _run = new TestRun(_runtime, _scheduler);
        _scheduler.Run = _run;
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
        _entered = RuntimeThread.Enter(_scheduler.Turn, _scheduler.Host, new ThreadInfo(ThreadName, 0), PoolCapacity);
        _baseBefore = FlowContext.ExchangeBase(_scheduler.BaseContext);
        FlowContext.Reset();
        Gate.Open(_scheduler.BaseContext, _options.Outside == OutsideRule.Fail ? _outside : null);
        _isBuilt = true;
    }

    private void Leave()
    {
        if (_isBuilt)
        {
            _isBuilt = false;
            Gate.Open(_scheduler.BaseContext, null);
            FlowContext.ExchangeBase(_baseBefore);
            _entered.Dispose();
        }
    }

    /// <summary>
    /// After the end of a schedule that has left something behind: its tasks are aborted and may unwind. What awaits
    /// something foreign cannot, and is abandoned with the runtime.
    /// </summary>
    private void Unwind()
    {
        _scheduler.Record = null;
        _scheduler.Turn.OnPause = null;
        _scheduler.Turn.HasPoints = false;
        _scheduler.Strategy = new FairStrategy();
        _scheduler.Faults.Clear();
        for (int i = 0; i < _scheduler.Tasks.Count; i++)
        {
            _scheduler.Tasks[i].RequestAbort();
        }

        for (int turns = 0; turns < _options.MaxTurns && _scheduler.Step(timeMayPass: _scheduler.Living > 0); turns++)
        {
            Interlocked.Increment(ref _heartbeat);
        }

        foreach (TaskCore task in _scheduler.Tasks)
        {
            // What has failed in an abandoned schedule is no news for the hooks.
            _ = task.HasEnded ? task.ObserveFailure() : null;
        }

        if (!IsClean)
        {
            Leave();
        }
    }
}
