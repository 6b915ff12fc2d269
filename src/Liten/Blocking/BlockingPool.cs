using System.Diagnostics;

namespace Liten;

/// <summary>
/// Threads that may block. A job goes to the thread that became idle last, else to a new one, else into a queue.
/// </summary>
/// <remarks>
/// <see cref="BlockingRoster"/> decides and counts everything, under one latch. The pool does what the decision asks
/// for, outside of the latch: it starts and wakes threads, and ends jobs.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class BlockingPool
{
    private readonly BlockingRoster _roster;
    private readonly Places _places = new();
    private SpinLatch _latch;

    /// <summary>Makes a pool without any thread yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number in the parts is outside of its range.</exception>
    public BlockingPool(BlockingPoolParts parts)
    {
        parts.Validate();
        Parts = parts;
        _roster = new BlockingRoster(parts.MaxThreads);
        JobPlaces = parts.MaxQueue == int.MaxValue ? null : new TaskPlaces((long)parts.MaxThreads + parts.MaxQueue);
    }

    /// <summary>The pool of the runtime whose code is running here, or null.</summary>
    public static BlockingPool? Current => TaskHost.Current?.BlockingPool as BlockingPool;

    public BlockingPoolParts Parts { get; }

    /// <summary>What bounds the queue: null if nothing does.</summary>
    public TaskPlaces? JobPlaces { get; }

    /// <summary>The beginning of an idle thread's sleep.</summary>
    public AdaptiveSpin SleepSpin { get; } = new();

    public int ThreadCount => ReadStatus().Threads;

    public int IdleThreadCount => ReadStatus().IdleThreads;

    public int QueueLength => ReadStatus().QueuedJobs;

    /// <summary>All its threads, also those that rest.</summary>
    public IEnumerable<RunningThread> RunningThreads => _places.List();

    public BlockingPoolStatus ReadStatus()
    {
        _latch.Enter();
        BlockingPoolStatus status = _roster.Status;
        _latch.Exit();
        return status;
    }

    public override string ToString() => ReadStatus().ToString();

    /// <summary>Gives a job to a thread, or queues it. A full fence.</summary>
    /// <returns>False when the pool is closed and the job will never run.</returns>
    /// <exception cref="OutOfMemoryException">
    /// The pool has no thread and the system has none to give; the job was not queued.
    /// </exception>
    public bool Submit(IBlockingJob job)
    {
        if (Parts.JobsAreTurns && job is WorkItem item)
        {
            return Parts.Host.Scheduler.Schedule(item, Turn.Current);
        }

        _latch.Enter();
        BlockingRoster.Placement placement = _roster.Place(job, mayStart: true, out BlockingThread? thread);
        _latch.Exit();
        if (placement == BlockingRoster.Placement.NeedsThread)
        {
            placement = StartThread(thread, job);
        }
        else
        {
            thread?.Unpark();
        }

        return placement != BlockingRoster.Placement.Refused;
    }

    /// <summary>Takes an ended job out of the queue, if it is there.</summary>
    public void Forget(IBlockingJob job)
    {
        _latch.Enter();
        _roster.Forget(job);
        _latch.Exit();
    }

    /// <summary>What a thread does after a job.</summary>
    public BlockingRoster.Step AfterJob(BlockingThread thread)
    {
        _latch.Enter();
        BlockingRoster.Step step = _roster.AfterJob(thread);
        _latch.Exit();
        return step;
    }

    /// <summary>What a thread does after a sleep.</summary>
    public BlockingRoster.Step AfterRest(BlockingThread thread, bool expired)
    {
        _latch.Enter();
        BlockingRoster.Step step = _roster.AfterRest(thread, expired);
        _latch.Exit();
        return step;
    }

    /// <summary>The last thing a thread does: from here on its place may be taken.</summary>
    public void Left(BlockingThread thread)
    {
        _latch.Enter();
        _roster.Vacate(thread);
        BlockingRoster.Joiner? joiners = _roster.TakeJoiners();
        _latch.Exit();
        Wake(joiners);
    }

    /// <summary>
    /// Takes no jobs any more: aborts the queued ones, lets the started ones go on, and lets the idle threads end.
    /// </summary>
    public void Close()
    {
        _latch.Enter();
        _roster.Close();
        _latch.Exit();
        JobPlaces?.Close();
        while (EndOne())
        {
        }
    }

    /// <summary>Waits until all threads have ended: after <see cref="Close"/>.</summary>
    /// <param name="nanoseconds">The limit, or <see cref="Nanoseconds.Forever"/>.</param>
    /// <returns>
    /// False when the time ran out. False at once on a thread of this pool, which would wait for itself.
    /// </returns>
    public bool JoinThreads(long nanoseconds)
    {
        if (Turn.Current is { IsWorker: false } caller && caller.Home == Parts.Host)
        {
            return false;
        }

        var joiner = new BlockingRoster.Joiner();
        _latch.Enter();
        bool waits = _roster.TryAddJoiner(joiner);
        _latch.Exit();
        if (waits && !joiner.Parker.ParkFor(nanoseconds))
        {
            return false;
        }

        // The threads have done their last step here. What is left of them is a matter of microseconds.
        _places.Join();
        return true;
    }

    /// <summary>
    /// Starts a thread that is counted already. If that fails, the job goes to one of the other threads.
    /// </summary>
    private BlockingRoster.Placement StartThread(BlockingThread? place, IBlockingJob job)
    {
        try
        {
            place ??= _places.Add(this);
            place.Start(job, Parts.Threads, Parts.StackSize);
            return BlockingRoster.Placement.HandedOver;
        }
        catch (Exception exception)
        {
            BlockingRoster.Placement placement = PlaceAgain(place, job);
            if (placement == BlockingRoster.Placement.NoThread)
            {
                RefuseStranded(exception);
                throw;
            }

            return placement;
        }
    }

    private BlockingRoster.Placement PlaceAgain(BlockingThread? place, IBlockingJob job)
    {
        _latch.Enter();
        _roster.StartFailed(place);
        BlockingRoster.Placement placement = _roster.Place(job, mayStart: false, out BlockingThread? thread);
        BlockingRoster.Joiner? joiners = _roster.TakeJoiners();
        _latch.Exit();
        thread?.Unpark();
        Wake(joiners);
        return placement;
    }

    /// <summary>
    /// Jobs that were queued behind a thread which then could not be started share its submitter's exception.
    /// </summary>
    private void RefuseStranded(Exception reason)
    {
        IBlockingJob? job;
        do
        {
            _latch.Enter();
            _roster.TryTakeStranded(out job);
            _latch.Exit();
            job?.Refuse(reason);
        }
        while (job is not null);
    }

    private bool EndOne()
    {
        _latch.Enter();
        bool found = _roster.TryTakeOne(out IBlockingJob? job, out BlockingThread? idle);
        _latch.Exit();
        job?.Abort();
        idle?.Unpark();
        return found;
    }

    private static void Wake(BlockingRoster.Joiner? joiners)
    {
        for (; joiners is not null; joiners = joiners.Next)
        {
            joiners.Parker.Unpark();
        }
    }

    /// <summary>All places that the pool has ever made.</summary>
    private sealed class Places
    {
        private SpinLatch _latch;

        /// <summary>Changed under the latch, and only at its front.</summary>
        private BlockingThread? _newest;
        private AtomicCounter _count;

        public BlockingThread Add(BlockingPool pool)
        {
            var place = new BlockingThread(pool, $"{pool.Parts.ThreadName}-{pool.Parts.Kind}-{_count.Add(1) - 1}");
            _latch.Enter();
            place.NextPlace = _newest;
            _newest = place;
            _latch.Exit();
            return place;
        }

        public List<RunningThread> List()
        {
            var threads = new List<RunningThread>();
            for (BlockingThread? place = ReadNewest(); place is not null; place = place.NextPlace)
            {
                threads.Add(new RunningThread(place.Name, place.Turn, 0, place.RunsForMilliseconds));
            }

            return threads;
        }

        /// <summary>Waits until the operating system's threads are gone: for threads that have left the pool.</summary>
        public void Join()
        {
            for (BlockingThread? place = ReadNewest(); place is not null; place = place.NextPlace)
            {
                place.Join();
            }
        }

        private BlockingThread? ReadNewest()
        {
            _latch.Enter();
            BlockingThread? newest = _newest;
            _latch.Exit();
            return newest;
        }
    }
}
