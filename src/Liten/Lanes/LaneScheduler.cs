namespace Liten;

/// <summary>Runs items on worker threads that serve lanes; README.md beside this file tells how.</summary>
internal sealed partial class LaneScheduler : RuntimeScheduler
{
    private readonly SchedulerParts _parts;
    private readonly Lane[] _lanes;
    private readonly LaneWorker[] _workers;
    private readonly Parker _allEnded = new();
    private readonly AdaptiveSpin _joinSpin = new();
    private AtomicCounter _running;
    private AtomicFlag _stopping;
    private AtomicFlag _looking;
    private AtomicCounter _lastLook;
    private readonly long[] _turnsSeen;

    public LaneScheduler(SchedulerParts parts, IReadOnlyList<LaneOptions> lanes)
    {
        _parts = parts;
        Idle = new IdleWorkers(parts.WorkerThreads);
        long[] latencies = [.. lanes.Select(static lane => Nanoseconds.In(lane.Latency ?? Timeout.InfiniteTimeSpan))];
        _lanes = new Lane[lanes.Count];
        for (int i = 0; i < _lanes.Length; i++)
        {
            // The runtime's own context is that of the lane for what has no other.
            SynchronizationContext context = i == 0
                ? parts.Host.SynchronizationContext
                : new LitenSynchronizationContext(parts.Host, (short)(i + 1));
            _lanes[i] = new Lane(lanes[i], (byte)(i + 1), latencies, parts.WorkerThreads, context);
        }

        _workers = new LaneWorker[parts.WorkerThreads];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new LaneWorker(this, i, _lanes, parts);
        }

        _turnsSeen = new long[_workers.Length];
        ((TaskLanes)parts.Host.Lanes!).Hastened = Hasten;
    }

    public IdleWorkers Idle { get; }

    /// <summary>With what a worker's sleep begins.</summary>
    public AdaptiveSpin SleepSpin { get; } = new();

    public bool IsStopping => _stopping.IsSet;

    public int WorkerCount => _workers.Length;

    public int PoolCapacity => _parts.PoolCapacity;

    /// <summary>Whether a worker that is awake can be helped by another.</summary>
    public bool HasHelpers => _parts.Processors > 1;

    /// <summary>Steps W1 to W3.</summary>
    public override bool Schedule(WorkItem item, Turn? turn)
    {
        LaneWorker? own = turn is LaneTurn laneTurn && laneTurn.Worker.Scheduler == this ? laneTurn.Worker : null;
        Lane lane = LaneOf(item, own);
        bool force = own is not null && item.Owner is not null;
        int before = lane.Add(item, _parts.Clock.Nanoseconds, force, out Exception? failure);
        if (failure is not null)
        {
            Report(failure);
        }

        if (before < 0)
        {
            return false;
        }

        if (own is null || !lane.Workers[own.Index] || (before > 0 && HasHelpers))
        {
            WakeFor(lane);
        }

        return true;
    }

    /// <summary>The queue of a lane has its own order, and who comes last in it comes last.</summary>
    public override bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

    /// <summary>Steps W2 and W3: wakes a sleeping worker that may serve the lane, if it has room for one.</summary>
    public void WakeFor(Lane lane)
    {
        // Full fence: pairs with the RMW of a worker that lists itself as asleep (P1), and with that of one that leaves
        // the lane (E3). Either this thread sees them, or they see what was queued.
        Interlocked.MemoryBarrier();
        if (lane.WantsWorker && Idle.AwakeCount < _workers.Length)
        {
            Unpark(Idle.TakeSleeper(lane.Workers));
        }
    }

    public void Unpark(int worker)
    {
        if (worker != IdleWorkers.None)
        {
            _workers[worker].Unpark();
        }
    }

    /// <summary>A queue of the user's has failed: its lane has told this once and goes on without it.</summary>
    public void Report(Exception failure) => _parts.Host.Hooks.Unhandled(failure, null, "the queue of a lane");

    public override void Start()
    {
        foreach (LaneWorker worker in _workers)
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

    public override bool Stop(long nanoseconds)
    {
        // Closed first: a worker that sees the flag and then an empty lane knows that nothing comes from outside.
        Array.ForEach(_lanes, static lane => lane.Close());
        _stopping.TrySet();
        foreach (LaneWorker worker in _workers)
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
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// A worker's thread ends. The last one hands on what has come into the lanes of others meanwhile.
    /// </summary>
    public void WorkerEnded()
    {
        if (_running.Add(-1) > 0)
        {
            return;
        }

        foreach (Lane lane in _lanes)
        {
            while (lane.TryTake(0, out LaneEntry left, out _))
            {
                TaskHost.GoOnAfterTheEnd(left.Item);
            }
        }

        _allEnded.Unpark();
    }

    public override void DeadlineMovedUp()
    {
        // A worker of ours looks at the timers by itself before it sleeps, and the watcher does if it does not return.
        if ((Turn.Current as LaneTurn)?.Worker.Scheduler != this)
        {
            Unpark(Idle.SleeperForDeadline());
        }
    }

    /// <summary>
    /// A task of this runtime has a lane. A continuation that .NET brings back has that of the context it comes to.
    /// What belongs to neither is of the lane whose code queues it.
    /// </summary>
    private Lane LaneOf(WorkItem item, LaneWorker? own)
    {
        if (item.Owner is TaskCore { Lane: not 0 } task && ReferenceEquals(task.Host, _parts.Host))
        {
            return _lanes[task.Lane - 1];
        }

        return item is PostedItem { Worker: > 0 and var number } ? _lanes[number - 1]
            : item is PostedItem ? _lanes[0]
            : own?.Turn.Lane ?? _lanes[0];
    }

    /// <summary>A better lane waits for the task.</summary>
    private void Hasten(TaskCore task)
    {
        Lane lane = _lanes[task.Lane - 1];
        if (lane.Hasten(task))
        {
            WakeFor(lane);
        }
    }
}
