namespace Liten;

/// <summary>Where a worker looks for its next item, and in which order.</summary>
internal sealed partial class WorkSearch
{
    /// <summary>
    /// After how many turns, at the latest, the worker looks at the injection queue and the timers, however much local
    /// work there is. Go and tokio use 61; this is the next multiple of <see cref="TurnsPerClockRead"/>.
    /// </summary>
    private const int TurnsPerCheck = 64;

    /// <summary>
    /// Turns between two looks whether <see cref="CheckInterval"/> has passed; reading the clock costs about a short
    /// turn.
    /// </summary>
    private const int TurnsPerClockRead = 16;

    /// <summary>Nanoseconds after which the same check comes when turns are long (tokio aims at the same).</summary>
    private const long CheckInterval = 200_000;

    /// <summary>
    /// How many items in a row may come from the LIFO slot; then a pair that keeps waking each other gives way to the
    /// queue.
    /// </summary>
    private const int MaxLifoTurns = 16;

    /// <summary>
    /// How often a search visits every victim before it gives up, with a short pause between the rounds.
    /// </summary>
    private const int StealRounds = 3;

    /// <summary>About a microsecond: long enough for a victim to push what it is about to push (arbitrary).</summary>
    private const int PausesBetweenRounds = 10;

    /// <summary>Spins between two looks at the injection queue, which leave its cache line alone.</summary>
    private const int SpinsPerPause = 2;

    /// <summary>
    /// A full ring that may hold this many stale entries is cleared of them first: a quarter of it. Fewer are not worth
    /// the look.
    /// </summary>
    private const int AheadBeforeDiscard = 64;

    private readonly WorkStealingQueue<WorkItem> _ring = new();
    private readonly InjectionQueue<WorkItem> _injection;
    private readonly InjectionIntake _intake;
    private readonly TimerDriver _timers;
    private readonly Admission _admission;
    private readonly Clock _clock;
    private readonly WorkerCounters _counters;
    private LifoSlot<WorkItem> _lifo;
    private Published<Turn> _ownTurn;
    private WorkSearch[] _victims = [];
    private int _stealRounds = StealRounds;
    private StuckWorkerRescue? _rescue;
    private Action? _wakeHelper;
    private FastRandom _random;
    private int _turn;
    private int _lifoTurns;

    /// <summary>Hint: stale entries possibly queued since the last discard.</summary>
    private int _startedAhead;

    public WorkSearch(
        InjectionQueue<WorkItem> injection, TimerDriver timers, Clock clock, Turn turn, ulong seed)
    {
        _injection = injection;
        _intake = new InjectionIntake(injection, _ring, clock);
        _timers = timers;
        _clock = clock;
        _ownTurn.Set(turn);
        _admission = turn.Admission!;
        _counters = _admission.Counters;
        _random = new FastRandom(seed);
    }

    public int LocalCount => _ring.Count + (_lifo.IsEmpty ? 0 : 1);

    /// <summary>The turn of the thread that is this worker now. Set by that thread.</summary>
    public Turn Turn
    {
        get => _ownTurn.Value!;
        set => _ownTurn.Set(value);
    }

    /// <summary>All turns this worker has made.</summary>
    public long Turns => _counters.Polls;

    /// <summary>When the worker looked at the clock, between two turns. For other threads a hint.</summary>
    public long LastCheck => _lastCheck;

    /// <summary>Whether there is another worker to steal from.</summary>
    public bool HasVictims => _victims.Length > 0;

    /// <summary>Sets the workers that steal from each other. Called once, before any worker runs.</summary>
    public void Join(WorkSearch[] all, StuckWorkerRescue rescue, int processors, Action wakeHelper)
    {
        _victims = Array.FindAll(all, other => other != this);
        _intake.Workers = all.Length;
        if (processors == 1)
        {
            // Whom a pause waits for cannot run meanwhile.
            _stealRounds = 1;
            _intake.LetsGather = false;
        }

        _rescue = rescue;
        _wakeHelper = wakeHelper;
    }

    /// <summary>Owner: the item becomes the next one to run.</summary>
    /// <returns>True if the caller must see to it that another worker helps.</returns>
    /// <exception cref="OutOfMemoryException">The item is not queued, and nothing else has changed.</exception>
    public bool PushNext(WorkItem item) => _lifo.Exchange(item) is { } evicted && PushEvicted(evicted);

    private bool PushEvicted(WorkItem evicted)
    {
        try
        {
            return PushLast(evicted);
        }
        catch
        {
            _lifo.Exchange(evicted);
            throw;
        }
    }

    /// <summary>Owner: the item runs after everything this worker holds.</summary>
    /// <returns>
    /// True if the caller must get another worker to help: there is work for two now, and there was not before.
    /// </returns>
    public bool PushLast(WorkItem item)
    {
        bool discards = _startedAhead >= AheadBeforeDiscard && _ring.FreeSlots == 0;
        if (discards)
        {
            _startedAhead = 0;
            _ring.DiscardFromFull(static item => item.TakeStale());
        }

        if (_ring.PushOrOverflow(item, _injection))
        {
            _counters.CountOverflow();
            return true;
        }

        // Where more was queued before, its pusher has woken a helper, and the chain of step S goes on from there. A
        // discard breaks the chain: while it lasts the ring looks empty, and a helper that looked then has gone back to
        // sleep.
        int queued = _ring.Count;
        return discards || queued == _helpFrom || (queued == _helpFrom - 1 && !_lifo.IsEmpty);
    }

    /// <summary>
    /// Owner: the item gives way to everything this worker holds. When it holds nothing, the slot is the shortest way
    /// back.
    /// </summary>
    /// <returns>True if the caller must see to it that another worker helps.</returns>
    public bool PushYielded(WorkItem item) => _ring.Count > 0 || !_lifo.IsEmpty ? PushLast(item) : PushNext(item);

    /// <summary>
    /// Owner: begins the task that the turn has come to wait for, unless it is the next one anyway or was begun
    /// already.
    /// </summary>
    /// <returns>The item that goes on in the same turn, or null.</returns>
    public WorkItem? RunAhead(WorkItem awaited, Turn turn)
    {
        if (_lifo.Holds(awaited))
        {
            return null;
        }

        _startedAhead++;
        return awaited.RunAhead(turn);
    }

    /// <summary>The next item of this worker's own or of the injection queue.</summary>
    public WorkItem? Next()
    {
        if (++_turn % TurnsPerClockRead == 0 && CheckIsDue() && CheckOutside() is { } injected)
        {
            return injected;
        }

        if (_lifo.TryTake() is { } next)
        {
            if (_lifoTurns++ < MaxLifoTurns)
            {
                return next;
            }

            PushLast(next);
        }

        _lifoTurns = 0;
        return _ring.TryPop() ?? _intake.Take();
    }

    /// <summary>Searches the other workers' queues and, between the rounds, the injection queue.</summary>
    public WorkItem? Steal()
    {
        for (int round = 0; round < _stealRounds; round++)
        {
            int start = _victims.Length == 0 ? 0 : _random.Next(_victims.Length);
            for (int i = 0; i < _victims.Length; i++)
            {
                WorkSearch victim = _victims[(start + i) % _victims.Length];
                if (victim._ring.AsStealer().StealInto(_ring, out int stolen) is { } item)
                {
                    _counters.CountSteal(stolen);
                    return item;
                }
            }

            if (_intake.Take() is { } injected)
            {
                return injected;
            }

            if (_stealRounds > 1)
            {
                Pause();
            }
        }

        return null;
    }

    /// <summary>
    /// If a look is due, takes an item that is stuck behind a worker which does not return from user code.
    /// </summary>
    public WorkItem? LookForStuckWorker(long now) => _rescue?.TryLook(this, now);

    /// <summary>
    /// Takes the item that a blocked worker would have run next. Only for a worker that has made no turn for a whole
    /// watch period.
    /// </summary>
    public WorkItem? Rescue(WorkSearch blocked)
    {
        WorkItem? item = blocked._ring.AsStealer().StealInto(_ring, out int stolen) ?? blocked._lifo.TryRescue();
        if (item is not null)
        {
            _counters.CountSteal(Math.Max(1, stolen));
        }

        return item;
    }

    /// <summary>
    /// Makes the grant that this worker's turn has deferred. Only for a worker that has made no turn for a whole watch
    /// period.
    /// </summary>
    public void RescueDeferredGrant() => Turn.RescueDeferredGrant();

    /// <summary>Whether there is something that <see cref="Next"/> or <see cref="Steal"/> would find.</summary>
    public bool SeesWork()
    {
        if (!_intake.IsEmpty || LocalCount > 0)
        {
            return true;
        }

        foreach (WorkSearch victim in _victims)
        {
            if (victim._ring.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Pause()
    {
        for (int i = 0; i < PausesBetweenRounds && _intake.IsEmpty; i++)
        {
            Thread.SpinWait(SpinsPerPause);
        }
    }
}
