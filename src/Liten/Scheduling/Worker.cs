using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>The whole life of a worker thread, in the order of the methods: start, run items, sleep, stop.</summary>
/// <remarks>Step names in comments refer to README.md beside this file.</remarks>
internal sealed partial class Worker
{
    /// <summary>
    /// The loop is re-entered after so many items: a method that is entered once and never left would run in its first,
    /// badly optimized version for ever.
    /// </summary>
    private const int ItemsPerBatch = 64;

    private readonly MultiThreadScheduler _scheduler;
    private readonly IdleWorkers _idle;
    private readonly TimerDriver _timers;
    private readonly Clock _clock;
    private readonly TaskHost _host;
    private readonly LitenSynchronizationContext? _ownContext;
    private readonly Admission _admission;
    private readonly WorkerTurn _ownTurn;
    private readonly Parker _parker = new();
    private bool _isSearching;
    private long _turnsSeen;

    public Worker(MultiThreadScheduler scheduler, int index, InjectionQueue<WorkItem> injection, SchedulerParts parts)
    {
        _scheduler = scheduler;
        _idle = scheduler.Idle;
        _timers = parts.Timers;
        _clock = parts.Clock;
        _host = parts.Host;
        _ownContext = parts.StealsWork ? null : new LitenSynchronizationContext(parts.Host, (short)index);
        _admission = parts.Host.NewAdmission();
        _ownTurn = new WorkerTurn(this, parts.Host, _ownContext, _admission, isStandIn: false);
        Index = index;
        Injection = injection;
        Thread = new ThreadInfo($"{parts.ThreadName}-{index}", index);
        Search = new WorkSearch(injection, _timers, _clock, _ownTurn, parts.Seed + (ulong)index);
    }

    public int Index { get; }

    public ThreadInfo Thread { get; }

    public WorkSearch Search { get; }

    public InjectionQueue<WorkItem> Injection { get; }

    public MultiThreadScheduler Scheduler => _scheduler;

    public WorkerCounters Counters => _admission.Counters;

    /// <summary>The worker as others see it.</summary>
    public WorkerStatus Status => new(
        Thread, Counters, Search.Turn, Search.LocalCount, Search.LastCheck, Search.Samples, Search.Recording);

    private RuntimeHooks Hooks => _host.Hooks;

    /// <summary>Whether the thread runs code at the moment; a hint.</summary>
    public bool IsBusy => _ownTurn.IsRunning || Search.Turn.IsRunning;

    /// <summary>The worker's own thread and, while that is away, the one that stands in for it.</summary>
    public IEnumerable<RunningThread> Threads
    {
        get
        {
            yield return new RunningThread(Thread.Name, _ownTurn, Counters.Polls);
            Turn turn = Search.Turn;
            if (!ReferenceEquals(turn, _ownTurn))
            {
                yield return new RunningThread($"{Thread.Name} (a stand-in)", turn, Counters.Polls);
            }
        }
    }

    /// <summary>The body of the worker's own thread.</summary>
    public void Run()
    {
        using (RuntimeThread.Enter(_ownTurn, _host, Thread, _scheduler.PoolCapacity))
        {
            BeginBusy();
            while (RunBatch(_ownTurn))
            {
            }

            Counters.EndBusy(_clock.Nanoseconds);
        }

        // What the last hook has made runnable.
        while (Search.Next() is { } left)
        {
            TaskHost.GoOnAfterTheEnd(left);
        }

        _scheduler.WorkerEnded();
    }

    /// <summary>Wakes this worker's thread, or makes its next sleep end at once.</summary>
    public void Unpark() => _parker.Unpark();

    /// <returns>False when the thread has to leave: the runtime has stopped, or another has the worker.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunBatch(WorkerTurn turn)
    {
        for (int i = 0; i < ItemsPerBatch; i++)
        {
            if ((turn.IsStandIn || turn.Worker is null) && !StaysWorker(turn))
            {
                return false;
            }

            WorkItem? item = Search.Next() ?? SearchElsewhere();
            if (item is not null)
            {
                RunItem(item, turn);
            }
            else if (_scheduler.IsStopping && Injection.IsEmpty)
            {
                EndSearch();
                return false;
            }
            else
            {
                Sleep();
            }
        }

        turn.Traces?.EraseAll();
        return true;
    }

    private WorkItem? SearchElsewhere()
    {
        // Timers first: firing them may be what gives this worker something to do.
        if (_timers.NextDeadline <= _clock.Nanoseconds && _timers.RunDue() && Search.Next() is { } woken)
        {
            return woken;
        }

        _isSearching = _isSearching || (Search.HasVictims && _idle.TryBeginSearch());
        return _isSearching ? Search.Steal() : null;
    }

    private void RunItem(WorkItem item, WorkerTurn turn)
    {
        if (_isSearching)
        {
            EndSearch();
        }

        Counters.CountPoll();
        turn.RunTurn(item);
    }

    private void EndSearch()
    {
        if (_isSearching)
        {
            _isSearching = false;
            if (_idle.EndSearch() && Search.SeesWork())
            {
                // Step S3: what this worker found was not all.
                _scheduler.WakeHelper();
            }
        }
    }

    private void Sleep()
    {
        Counters.EndBusy(_clock.Nanoseconds);
        Search.ForgetTiming();
        Counters.CountPark();
        RuntimeThread.CleanUp();
        Hooks.ThreadParks(Thread);
        RuntimeThread.CleanUp();
        while (_host.Tidy(_admission) && !Search.SeesWork())
        {
        }

        // Step P0: the hook and the handlers of context changes are user code. What they have made runnable is in this
        // worker's own queues, where no sleeper and no searcher looks.
        if (Search.LocalCount == 0)
        {
            SleepUnlessNeeded();
        }

        BeginBusy();
        _scheduler.Awoken?.WorkerAwoke();
        Hooks.ThreadUnparked(Thread);
    }

    private void BeginBusy()
    {
        _admission.Now = _clock.Nanoseconds;
        Counters.BeginBusy(_admission.Now);
    }

    private void SleepUnlessNeeded()
    {
        // Steps P1 and P2.
        bool noneSearches = _idle.Park(Index, _isSearching);
        bool isWanted = _hasStandIn && _seat.IsClaimed;
        bool staysAwake = (noneSearches && Search.SeesWork()) || _scheduler.IsStopping || isWanted;
        if (!staysAwake)
        {
            SleepUntilNeeded();
        }

        // Step P5.
        if (!_idle.TryLeave(Index, out _isSearching))
        {
            Counters.CountUnpark();
        }
        else if (staysAwake)
        {
            _isSearching = Search.HasVictims && _idle.TryBeginSearch();
        }

        // Step A.
        _scheduler.Unpark(_idle.AppointWatcher());
    }

    /// <summary>
    /// Steps P3 and P4: sleeps until another thread wakes this worker, a timer is due, or a stuck worker needs help.
    /// </summary>
    private void SleepUntilNeeded()
    {
        _turnsSeen = _scheduler.CountTurns();
        AdaptiveSpin? spin = _scheduler.SleepSpin;
        while (true)
        {
            long now = _clock.Nanoseconds;
            long sleep = _idle.PlanSleep(Index, now, _timers.NextDeadline, StuckWorkerRescue.Period);
            bool woken = _parker.ParkFor(sleep, spin);
            spin = null; // Who slept once has seen that nothing comes soon.
            bool isNeeded = !woken && (_timers.NextDeadline <= _clock.Nanoseconds || FindsStuckWorker());
            if (isNeeded || !_idle.IsAsleep(Index))
            {
                return;
            }
        }
    }

    /// <summary>For the watcher: takes what a worker holds that has made no turn since the last look.</summary>
    private bool FindsStuckWorker()
    {
        if (!_idle.IsWatcher(Index))
        {
            return false;
        }

        long turns = _scheduler.CountTurns();
        bool nothingMoved = turns == _turnsSeen;
        _turnsSeen = turns;
        if (nothingMoved)
        {
            _idle.TryEndWatch(Index);
        }

        if (Search.LookForStuckWorker(_clock.Nanoseconds) is { } item)
        {
            Search.PushNext(item);
        }

        // A deferred grant puts the one who gets the lock here by itself. On a single processor nobody was woken for what
        // the stuck ones have left in the injection queue.
        return Search.LocalCount > 0 || (nothingMoved && !Injection.IsEmpty);
    }
}
