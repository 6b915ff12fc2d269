namespace Liten;

/// <summary>Runs items on a fixed set of worker threads that steal from each other.</summary>
/// <remarks>
/// With work stealing off each worker has an injection queue of its own, and a task is queued only where it was first
/// placed: on the worker that spawned it, or in turn when it came from outside.
/// </remarks>
internal sealed partial class MultiThreadScheduler : RuntimeScheduler
{
    private readonly SchedulerParts _parts;
    private readonly Worker[] _workers;
    private readonly InjectionQueue<WorkItem> _injection = new();
    private readonly Parker _allEnded = new();
    private readonly AdaptiveSpin _joinSpin = new();
    private AtomicCounter _running;
    private AtomicCounter _placed;
    private AtomicFlag _stopping;
    private AtomicCounter _away;

    /// <summary>The threads that stand in for workers; none before the first call.</summary>
    private AtomicSlot<BlockingPool> _standIns;

    public MultiThreadScheduler(SchedulerParts parts)
    {
        _parts = parts;
        Idle = new IdleWorkers(parts.WorkerThreads);
        _workers = new Worker[parts.WorkerThreads];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Worker(this, i, parts.StealsWork ? _injection : new InjectionQueue<WorkItem>(), parts);
        }

        if (parts.StealsWork)
        {
            WorkSearch[] searches = Array.ConvertAll(_workers, static worker => worker.Search);
            var rescue = new StuckWorkerRescue(searches);
            Array.ForEach(searches, search => search.Join(searches, rescue, parts.Processors, WakeHelper));
        }
    }

    public IdleWorkers Idle { get; }

    /// <summary>With what a worker's sleep begins.</summary>
    public AdaptiveSpin SleepSpin { get; } = new();

    public bool IsStopping => _stopping.IsSet;

    public int PoolCapacity => _parts.PoolCapacity;

    public override int AwayThreads => (int)_away.Value;

    public override bool IsQuiet => InjectionQueueDepth == 0 && Idle.AwakeCount == 0 && AwayThreads == 0;

    public override IReadOnlyList<string> BusyThreads
        => [.. _workers.Where(static worker => worker.IsBusy).Select(static worker => worker.Thread.Name)];

    public override IEnumerable<RunningThread> Threads => _workers.SelectMany(static worker => worker.Threads);

    public override bool Schedule(WorkItem item, Turn? turn)
    {
        Worker? worker = (turn as WorkerTurn)?.Worker;
        if (worker?.Scheduler != this || !MayRunOn(worker, item))
        {
            return Inject(item);
        }

        if (worker.Search.PushNext(item))
        {
            WakeHelper();
        }

        return true;
    }

    public override bool Yield(WorkItem item, Turn? turn)
    {
        Worker? worker = (turn as WorkerTurn)?.Worker;
        if (worker?.Scheduler != this || !MayRunOn(worker, item))
        {
            return Inject(item);
        }

        if (worker.Search.PushYielded(item))
        {
            WakeHelper();
        }

        return true;
    }

    /// <summary>Step W for a worker that goes on itself: on a single processor nobody can run beside it.</summary>
    public void WakeHelper()
    {
        if (_parts.StealsWork && _parts.Processors > 1)
        {
            WakeOne();
        }
    }

    /// <summary>Step W: gets one sleeping worker to search, unless one is searching already.</summary>
    private void WakeOne() => Unpark(Idle.TakeSleeperToSearch());

    public void Unpark(int worker)
    {
        if (worker != IdleWorkers.None)
        {
            _workers[worker].Unpark();
        }
    }

    /// <summary>All turns that were ever run.</summary>
    public long CountTurns()
    {
        long turns = 0;
        foreach (Worker worker in _workers)
        {
            turns += worker.Counters.Polls;
        }

        return turns;
    }

    public override void Start()
    {
        foreach (Worker worker in _workers)
        {
            _running.Add(1);
            try
            {
                _parts.Threads.Start(worker.Thread.Name, _parts.StackSize, worker.Run);
            }
            catch
            {
                WorkerEnded();
                Stop(Nanoseconds.Forever);
                throw;
            }
        }
    }

    public override void WaitFor(JoinHandle task) => ThreadJoin.BlockUntilEnd(task, _joinSpin);

    public override void Unwind(Parker permit, long nanoseconds, Func<bool>? isOver = null)
        => permit.ParkFor(nanoseconds);

    /// <summary>Has a thread stand in for one that leaves its worker; that thread must come back.</summary>
    /// <returns>False if there is none: the caller takes its call back and goes on as the worker.</returns>
    public bool TryStepAside(IBlockingJob call)
    {
        _away.Add(1);
        try
        {
            return StandIns().Submit(call);
        }
        catch (Exception)
        {
            // The system has no thread to give: then this worker blocks, and the watcher helps the others.
            return false;
        }
    }

    /// <summary>A thread that has left its worker has it again, or has left for good.</summary>
    public void CameBack() => _away.Add(-1);

    public override bool Stop(long nanoseconds)
    {
        // Closed first: a worker that sees the flag and then an empty queue knows that nothing can come any more.
        Array.ForEach(_workers, static worker => worker.Injection.Close());
        _stopping.TrySet();
        foreach (Worker worker in _workers)
        {
            if (Idle.TryTakeSleeper(worker.Index))
            {
                worker.Unpark();
            }
        }

        long deadline = Nanoseconds.After(_parts.Clock.Nanoseconds, nanoseconds);
        while (_running.Value > 0)
        {
            if (!_allEnded.ParkFor(Nanoseconds.Until(deadline, _parts.Clock)) && _running.Value > 0)
            {
                _standIns.Item?.Close();
                return false;
            }
        }

        _standIns.Item?.Close();
        return _standIns.Item?.JoinThreads(Nanoseconds.Until(deadline, _parts.Clock)) != false;
    }

    public void WorkerEnded()
    {
        if (_running.Add(-1) == 0)
        {
            _allEnded.Unpark();
        }
    }

    public override void DeadlineMovedUp()
    {
        // A worker of ours looks at the timers by itself before it sleeps, and the watcher does if it does not return.
        if ((Turn.Current as WorkerTurn)?.Worker?.Scheduler != this)
        {
            Unpark(Idle.SleeperForDeadline());
        }
    }

    private BlockingPool StandIns()
    {
        if (_standIns.Item is not { } pool)
        {
            _standIns.TryPut(new BlockingPool(new BlockingPoolParts
            {
                Host = _parts.Host,
                Threads = _parts.Threads,
                ThreadName = _parts.ThreadName,
                Kind = "stand-in",
                MaxThreads = int.MaxValue,
                KeepAlive = _parts.KeepAlive,
                StackSize = _parts.StackSize,
                PoolCapacity = _parts.PoolCapacity,
            }));
            pool = _standIns.Item!;
        }

        return pool;
    }

    private bool MayRunOn(Worker worker, WorkItem item)
    {
        if (_parts.StealsWork)
        {
            return !IsStopping || item.Owner is not null;
        }

        int pinned = PinnedWorker(item, worker.Index);
        return pinned == worker.Index || pinned == AbortScope.AnyWorker;
    }

    /// <summary>The only worker that may run the item. A task that has none yet is pinned to the given one.</summary>
    private int PinnedWorker(WorkItem item, int first)
    {
        // A task of another runtime may have come here by a switching await; it is not pinned here.
        if (item.Owner is not { } owner || !ReferenceEquals(owner.Home, _parts.Host))
        {
            return item is PostedItem posted ? posted.Worker : AbortScope.AnyWorker;
        }

        if (owner.PinnedWorker == AbortScope.AnyWorker)
        {
            owner.PinnedWorker = (short)first;
        }

        return owner.PinnedWorker;
    }

    private bool Inject(WorkItem item)
    {
        if (!_parts.StealsWork)
        {
            return InjectPinned(item);
        }

        if (!_injection.Push(item))
        {
            return false;
        }

        WakeOne();
        return true;
    }

    private bool InjectPinned(WorkItem item)
    {
        int next = (int)((ulong)_placed.Add(1) % (ulong)_workers.Length);
        int pinned = PinnedWorker(item, next);
        Worker worker = _workers[pinned == AbortScope.AnyWorker ? next : pinned];
        if (!worker.Injection.Push(item))
        {
            return false;
        }

        if (Idle.TryTakeSleeper(worker.Index))
        {
            worker.Unpark();
        }

        return true;
    }
}
