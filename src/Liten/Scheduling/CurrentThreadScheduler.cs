namespace Liten;

/// <summary>Runs everything on the thread that is inside <c>BlockOn</c>; while there is none, nothing runs.</summary>
/// <remarks>
/// One thread at a time drives. Others that are inside BlockOn wait; when the driver leaves, it hands its place to one
/// of them.
/// <code>
/// field       written by          read by         under
/// _queue      the driver          the driver      being the driver
/// _driving    entering, leaving   the same        _latch
/// _waiting    entering, leaving   the same        _latch
/// _stopped    shutdown            leaving         _latch
/// _running    the driver          shutdown        Volatile
/// </code>
/// </remarks>
internal sealed class CurrentThreadScheduler : RuntimeScheduler
{
    /// <summary>
    /// At the latest after so many turns injected work and timers are looked at, however long the queue is (Go and
    /// tokio use 61).
    /// </summary>
    private const int TurnsPerCheck = 61;

    private readonly SchedulerParts _parts;
    private readonly Turn _turn;
    private readonly ThreadInfo _thread;
    private readonly Queue<WorkItem> _queue = new();
    private readonly InjectionQueue<WorkItem> _injection = new();
    private readonly Parker _parker = new();
    private readonly List<Parker> _waiting = [];
    private SpinLatch _latch;
    private bool _driving;
    private bool _stopped;
    private bool _running;
    private int _turnsUntilCheck;

    public CurrentThreadScheduler(SchedulerParts parts)
    {
        _parts = parts;
        _turn = parts.Host.NewTurn(isWorker: true);
        _thread = new ThreadInfo($"{parts.ThreadName}-0", 0);
    }

    private bool IsUnwound => IsQuiet && _parts.Host.LiveTasks().Count == 0;

    private WorkerCounters Counters => _turn.Admission!.Counters;

    public override IReadOnlyList<WorkerStatus> Workers => [new WorkerStatus(_thread, Counters, _queue.Count)];

    public override int InjectionQueueDepth => _injection.Count;

    public override bool IsQuiet => _injection.IsEmpty && _queue.Count == 0 && !Volatile.Read(ref _running);

    public override void Start()
    {
    }

    public override bool Schedule(WorkItem item, Turn? turn)
    {
        if (ReferenceEquals(turn, _turn))
        {
            _queue.Enqueue(item);

            // The seam promises a full fence; here only the shutdown sequence on another thread needs it.
            Interlocked.MemoryBarrier();
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
        while (!task.IsCompleted)
        {
            if (TryBecomeDriver(join.Parker))
            {
                Drive(() => task.IsCompleted, Nanoseconds.Forever);
                StopDriving();
            }
            else
            {
                join.Parker.Park();
            }
        }

        StopWaiting(join.Parker);
    }

    public override void Unwind(Parker permit, long nanoseconds)
    {
        if (TryBecomeDriver(permit))
        {
            long deadline = Nanoseconds.After(_parts.Clock.Nanoseconds, nanoseconds);
            Drive(() => _parts.Clock.Nanoseconds >= deadline || IsUnwound, deadline);
            StopDriving();
        }
        else
        {
            permit.ParkFor(nanoseconds);
            StopWaiting(permit);
        }
    }

    public override bool Stop(long nanoseconds)
    {
        _injection.Close();
        _latch.Enter();
        _stopped = true;
        bool drives = _driving;
        _driving = true;
        _latch.Exit();
        if (!drives)
        {
            StopDriving();
        }

        return true;
    }

    private void Drive(Func<bool> isOver, long deadline)
    {
        using (RuntimeThread.Enter(_turn, _parts.Host, _thread, _parts.PoolCapacity))
        {
            Counters.BeginBusy(_parts.Clock.Nanoseconds);
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
                    Counters.BeginBusy(_parts.Clock.Nanoseconds);
                }
            }

            Counters.EndBusy(_parts.Clock.Nanoseconds);
        }
    }

    private WorkItem? Next()
    {
        if (++_turnsUntilCheck >= TurnsPerCheck || _queue.Count == 0)
        {
            _turnsUntilCheck = 0;
            if (_parts.Timers.NextDeadline <= _parts.Clock.Nanoseconds)
            {
                _parts.Timers.RunDue();
            }

            if (_injection.TryPop() is { } injected)
            {
                return injected;
            }
        }

        return _queue.TryDequeue(out WorkItem? item) ? item : null;
    }

    private void RunItem(WorkItem item)
    {
        Counters.CountPoll();
        Volatile.Write(ref _running, true);
        _turn.RunTurn(item);
        Volatile.Write(ref _running, false);
    }

    private void Sleep(long deadline)
    {
        Counters.CountPark();
        RuntimeThread.CleanUp();
        _parts.Host.Hooks.ThreadParks(_thread);
        if (_parker.ParkFor(Nanoseconds.Until(Math.Min(deadline, _parts.Timers.NextDeadline), _parts.Clock)))
        {
            Counters.CountUnpark();
        }

        _parts.Host.Hooks.ThreadUnparked(_thread);
    }

    private bool TryBecomeDriver(Parker waiter)
    {
        _latch.Enter();
        try
        {
            bool becomes = !_driving;
            _driving = true;
            if (!becomes && !_waiting.Contains(waiter))
            {
                _waiting.Add(waiter);
            }

            return becomes;
        }
        finally
        {
            _latch.Exit();
        }
    }

    private void StopDriving()
    {
        Parker? next;
        while (!TryStopDriving(out next))
        {
            HandOver();
        }

        next?.Unpark();
    }

    /// <returns>False if nobody will drive again and something is queued.</returns>
    private bool TryStopDriving(out Parker? next)
    {
        next = null;
        _latch.Enter();
        bool leaves = !_stopped || (_queue.Count == 0 && _injection.IsEmpty);
        if (leaves)
        {
            _driving = false;
            next = TakeWaiting();
        }

        _latch.Exit();
        return leaves;
    }

    /// <summary>
    /// What belongs to no task goes on on the ThreadPool; a task has ended by now, or was given up.
    /// </summary>
    private void HandOver()
    {
        while ((_queue.TryDequeue(out WorkItem? item) ? item : _injection.TryPop()) is { } left)
        {
            if (left.Owner is null)
            {
                ThreadPool.UnsafeQueueUserWorkItem(left, preferLocal: false);
            }
        }
    }

    /// <summary>
    /// A waiter that leaves may have been handed the driver's place just now; then it must hand it on.
    /// </summary>
    private void StopWaiting(Parker waiter)
    {
        _latch.Enter();
        _waiting.Remove(waiter);
        Parker? next = _driving ? null : TakeWaiting();
        _latch.Exit();
        next?.Unpark();
    }

    private Parker? TakeWaiting()
    {
        if (_waiting.Count == 0)
        {
            return null;
        }

        Parker first = _waiting[0];
        _waiting.RemoveAt(0);
        return first;
    }
}
