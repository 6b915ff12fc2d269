namespace Liten;

/// <summary>Runs everything on the thread that is inside <c>BlockOn</c>; while there is none, nothing runs.</summary>
/// <remarks>
/// One thread at a time drives. Others that are inside BlockOn wait; when the driver leaves, it hands its place to one
/// of them.
/// <code>
/// field       written by          read by         under
/// _queue      the driver          the driver      being the driver
/// _isAwake    the driver          shutdown        Volatile
/// </code>
/// </remarks>
internal sealed class CurrentThreadScheduler : RuntimeScheduler
{
    /// <summary>
    /// At the latest after so many turns injected work and timers are looked at, however long the queue is (Go and
    /// tokio use 61).
    /// </summary>
    private const int TurnsPerCheck = 61;

    /// <summary>As many as a worker takes at once.</summary>
    private const int MaxInjectedPerCheck = 128;

    private readonly SchedulerParts _parts;
    private readonly Turn _turn;
    private readonly ThreadInfo _thread;
    private readonly Queue<WorkItem> _queue = new();
    private readonly InjectionQueue<WorkItem> _injection = new();
    private readonly Parker _parker = new();
    private readonly DriverSeat _seat = new();
    private bool _isAwake;
    private AtomicFlag _stopping;
    private int _turnsUntilCheck;
    private long _lastCheck;

    public CurrentThreadScheduler(SchedulerParts parts)
    {
        _parts = parts;
        _turn = parts.Host.NewTurn(isWorker: true);
        _thread = new ThreadInfo($"{parts.ThreadName}-0", 0);
    }

    private bool IsUnwound
        => IsDrained && _parts.Host.LiveTasks().Count == 0 && !_parts.Host.Outlived.HasOpen;

    private bool IsDrained => _queue.Count == 0 && _injection.IsEmpty;

    private WorkerCounters Counters => _turn.Admission!.Counters;

    public override IReadOnlyList<WorkerStatus> Workers
        => [new WorkerStatus(_thread, Counters, _turn, _queue.Count, _lastCheck)];

    public override int InjectionQueueDepth => _injection.Count;

    public override IReadOnlyList<(long Taken, long Come)> InjectionEnds => [_injection.Ends];

    public override bool IsAwake => Volatile.Read(ref _isAwake);

    /// <summary>There is nobody to stand in.</summary>
    public override int AwayThreads => 0;

    /// <summary>
    /// What the driver has taken from outside is in no queue for a moment; so it counts as awake until it sleeps.
    /// </summary>
    public override bool IsQuiet => _injection.IsEmpty && _queue.Count == 0 && !Volatile.Read(ref _isAwake);

    /// <summary>The thread that drives is the caller's own; it has no other name here.</summary>
    public override IReadOnlyList<string> BusyThreads => Volatile.Read(ref _isAwake) ? [_thread.Name] : [];

    public override IEnumerable<RunningThread> Threads => [new RunningThread(_thread.Name, _turn, Counters.Polls)];

    public override void Start()
    {
    }

    public override bool Schedule(WorkItem item, Turn? turn)
    {
        if (ReferenceEquals(turn, _turn) && (item.Owner is not null || !_stopping.IsSet))
        {
            _queue.Enqueue(item);
            return true;
        }

        if (!_injection.Push(item))
        {
            return false;
        }

        _parker.Unpark();
        return true;
    }

    /// <summary>The queue is first in, first out, so whatever is queued comes last.</summary>
    public override bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

    public override void DeadlineMovedUp()
    {
        if (!ReferenceEquals(Turn.Current, _turn))
        {
            _parker.Unpark();
        }
    }

    public override void WaitFor(JoinHandle task)
    {
        // The task may also be completed by another thread, while this one sleeps as the driver.
        var join = new ThreadJoin(_parker);
        task.OnDone(join);
        try
        {
            while (!task.IsCompleted)
            {
                if (_seat.TryTake(join.Parker))
                {
                    Drive(() => task.IsCompleted, Nanoseconds.Forever);
                }
                else
                {
                    join.Parker.Park();
                }
            }
        }
        finally
        {
            _seat.StopWaiting(join.Parker);
        }
    }

    public override void Unwind(Parker permit, long nanoseconds, Func<bool>? isOver = null)
    {
        if (_seat.TryTake(permit))
        {
            long deadline = Nanoseconds.After(_parts.Clock.Nanoseconds, nanoseconds);
            isOver ??= () => IsUnwound;
            Drive(() => _parts.Clock.Nanoseconds >= deadline || isOver(), deadline);
        }
        else
        {
            permit.ParkFor(nanoseconds);
            _seat.StopWaiting(permit);
        }
    }

    public override bool Stop(long nanoseconds)
    {
        _injection.Close();
        _stopping.TrySet();
        long deadline = Nanoseconds.After(_parts.Clock.Nanoseconds, nanoseconds);
        var permit = new Parker();
        while (!_seat.TryTake(permit))
        {
            if (!permit.ParkFor(Nanoseconds.Until(deadline, _parts.Clock)))
            {
                // The driver takes what is left with it when it leaves.
                _seat.StopWaiting(permit);
                return false;
            }
        }

        Drive(() => IsDrained || _parts.Clock.Nanoseconds >= deadline, deadline);
        return true;
    }

    /// <summary>For the driver: runs items until its reason to drive is over, and leaves its place.</summary>
    private void Drive(Func<bool> isOver, long deadline)
    {
        Volatile.Write(ref _isAwake, true);
        TellAwoken();
        try
        {
            RunItems(isOver, deadline);
        }
        finally
        {
            Volatile.Write(ref _isAwake, false);
            if (_stopping.IsSet)
            {
                HandOver();
            }

            _seat.Leave();
        }
    }

    /// <summary>Nobody drives after the end.</summary>
    private void HandOver()
    {
        while ((_queue.TryDequeue(out WorkItem? item) ? item : _injection.TryPop()) is { } left)
        {
            TaskHost.GoOnAfterTheEnd(left);
        }
    }

    private void RunItems(Func<bool> isOver, long deadline)
    {
        using (RuntimeThread.Enter(_turn, _parts.Host, _thread, _parts.PoolCapacity))
        {
            BeginBusy();
            while (!isOver())
            {
                if (Next() is { } item)
                {
                    RunItem(item);
                }
                else
                {
                    Counters.EndBusy(_parts.Clock.Nanoseconds);
                    Sleep(deadline);
                    BeginBusy();
                }
            }

            Counters.EndBusy(_parts.Clock.Nanoseconds);
        }
    }

    private void BeginBusy()
    {
        _turn.Admission!.Now = _parts.Clock.Nanoseconds;
        Counters.BeginBusy(_turn.Admission.Now);
    }

    private WorkItem? Next()
    {
        if (++_turnsUntilCheck >= TurnsPerCheck || _queue.Count == 0)
        {
            _turnsUntilCheck = 0;
            _turn.Traces?.EraseAll();
            long deadline = _parts.Timers.NextDeadline;
            _lastCheck = _parts.Clock.Nanoseconds;
            _turn.Admission!.Now = _lastCheck;
            if (deadline <= _lastCheck)
            {
                _parts.Timers.RunDue();
            }

            if (_injection.TryPop() is { } injected)
            {
                TakeMoreInjected();
                return injected;
            }
        }

        return _queue.TryDequeue(out WorkItem? item) ? item : null;
    }

    /// <summary>
    /// What has come from outside gets its place in the queue: one item for each check would hold up a burst where
    /// local work never ends.
    /// </summary>
    private void TakeMoreInjected()
    {
        for (int i = 1; i < MaxInjectedPerCheck && _injection.TryPop() is { } item; i++)
        {
            _queue.Enqueue(item);
        }
    }

    private void RunItem(WorkItem item)
    {
        Counters.CountPoll();
        _turn.RunTurn(item);
    }

    private void Sleep(long deadline)
    {
        Counters.CountPark();
        RuntimeThread.CleanUp();
        _parts.Host.Hooks.ThreadParks(_thread);
        RuntimeThread.CleanUp();

        // The hook and the handlers of context changes may have queued something, and nobody else would look for it.
        long wakeAt = Math.Min(deadline, _parts.Timers.NextDeadline);
        if (_queue.Count == 0)
        {
            Volatile.Write(ref _isAwake, false);
            if (_parker.ParkFor(Nanoseconds.Until(wakeAt, _parts.Clock)))
            {
                Counters.CountUnpark();
            }

            Volatile.Write(ref _isAwake, true);
            TellAwoken();
        }

        _parts.Host.Hooks.ThreadUnparked(_thread);
    }

    private void TellAwoken()
    {
        if (Awoken is { } signal)
        {
            // Full fence: pairs with the one of who sleeps on the signal and then looks whether the driver is awake.
            Interlocked.MemoryBarrier();
            signal.WorkerAwoke();
        }
    }
}
