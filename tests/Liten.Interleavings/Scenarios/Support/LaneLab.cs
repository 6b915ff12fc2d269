namespace Liten.Interleavings;

/// <summary>The scheduler of a runtime with lanes, with its threads as actors and jobs in place of tasks.</summary>
internal sealed class LaneLab
{
    private readonly Parker _allRan = new();
    private readonly Clock _clock = new();
    private int _left;

    /// <param name="workers">How many workers there are.</param>
    /// <param name="jobs">How many jobs will be queued.</param>
    /// <param name="lanes">The lanes; the first one is for what has no other.</param>
    public LaneLab(int workers, int jobs, params LaneOptions[] lanes)
    {
        _left = jobs;
        var host = new TaskHost(this, new RuntimeHooks(), int.MaxValue)
        {
            Clock = _clock,
            Lanes = new TaskLanes([.. lanes.Select(static lane => lane.Name)], new int[lanes.Length]),
        };
        LaneScheduler? scheduler = null;
        scheduler = new LaneScheduler(
            new SchedulerParts
            {
                Host = host,
                Timers = new TimerDriver(_clock, () => scheduler!.DeadlineMovedUp()),
                Clock = _clock,
                Threads = new ThreadSource(),
                ThreadName = "worker",
                WorkerThreads = workers,
                StealsWork = true,
                Processors = 2,
                StackSize = 0,
                PoolCapacity = 0,
                Seed = 1,
            },
            lanes);
        host.Scheduler = scheduler;
        Scheduler = scheduler;
    }

    public LaneScheduler Scheduler { get; }

    /// <summary>Queues a job in a lane: from outside, or from the job that runs on this thread.</summary>
    public void Queue(byte lane, Action job) => Scheduler.Schedule(new Job(this, lane, job), Turn.Current);

    /// <summary>Starts the workers, has the body queue jobs, and stops the workers when all have run.</summary>
    public void Run(Action body)
    {
        Scheduler.Start();
        body();
        _allRan.Park();

        // Time passes only when nobody can go on: had it passed, the watcher would have made up for a lost wake-up.
        Expect.That(_clock.Nanoseconds < StuckWorkerRescue.Period);
        Scheduler.Stop(Nanoseconds.Forever);
    }

    private void Ran()
    {
        if (Interlocked.Add(ref _left, -1) == 0)
        {
            _allRan.Unpark();
        }
    }

    private sealed class Job(LaneLab lab, byte lane, Action body) : PostedItem(lane)
    {
        internal override WorkItem? Run(Turn? turn)
        {
            body();
            lab.Ran();
            return null;
        }
    }
}
