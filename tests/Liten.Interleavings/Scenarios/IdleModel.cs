namespace Liten.Interleavings;

/// <summary>
/// Workers that do nothing but what README.md beside <see cref="IdleWorkers"/> tells them: the real handshake, with a queue of
/// numbered jobs in place of all queues.
/// </summary>
internal sealed class IdleModel
{
    public const long WatchPeriod = 10_000_000;

    private readonly InjectionQueue<Action> _queue = new();
    private readonly Parker[] _parkers;
    private readonly Cell _afterPush = new();
    private bool _stopping;

    public IdleModel(int workers)
    {
        Idle = new IdleWorkers(workers);
        _parkers = [.. Enumerable.Range(0, workers).Select(static _ => new Parker())];
        Timers = new TimerDriver(Clock, () => Unpark(Idle.SleeperForDeadline()));
    }

    public IdleWorkers Idle { get; }

    public Clock Clock { get; } = new();

    public TimerDriver Timers { get; }

    /// <summary>Jobs that have not ended. The worker that ends the last one tells all to stop.</summary>
    public int Left { get; set; }

    /// <summary>Step W.</summary>
    public void Push(Action job)
    {
        _queue.Push(job);
        WakeOne();

        // A last step, up to which its stores may be late.
        _ = _afterPush.Value;
    }

    /// <summary>A worker that sleeps already, after <see cref="IdleWorkers.Park"/> in the set-up.</summary>
    public void RunFromSleep(int worker)
    {
        SleepUntilNeeded(worker);
        Run(worker, Leave(worker, staysAwake: false));
    }

    /// <summary>A worker from its start, awake and without work, to its end.</summary>
    public void Run(int worker, bool searches = false)
    {
        while (!_stopping)
        {
            searches = searches || Idle.TryBeginSearch();
            if (_queue.TryPop() is { } job)
            {
                // Step S.
                if (searches && Idle.EndSearch() && !_queue.IsEmpty)
                {
                    WakeOne();
                }

                searches = false;
                job();
                End();
            }
            else
            {
                FireTimers();
                searches = Sleep(worker, searches);
            }
        }
    }

    // Steps P and A.
    private bool Sleep(int worker, bool searches)
    {
        bool staysAwake = (Idle.Park(worker, searches) && !_queue.IsEmpty) || _stopping;
        if (!staysAwake)
        {
            SleepUntilNeeded(worker);
        }

        return Leave(worker, staysAwake);
    }

    public void Unpark(int worker)
    {
        if (worker != IdleWorkers.None)
        {
            _parkers[worker].Unpark();
        }
    }

    public void ParkUntilToldToPlan(int worker) => _parkers[worker].Park();

    public void FireTimers()
    {
        if (Timers.NextDeadline <= Clock.Nanoseconds)
        {
            Timers.RunDue();
        }
    }

    /// <summary>Sets a timer that counts as a job: whoever fires it ends it.</summary>
    public void Arm(long nanoseconds, Action fired)
    {
        var host = new TaskHost(this, new RuntimeHooks(), int.MaxValue) { Scheduler = new InlineScheduler(), Timers = Timers };
        new LitenTimer(host, _ => FiredAndEnded(fired), null).Change(TimeSpan.FromTicks(nanoseconds / 100), Timeout.InfiniteTimeSpan);
    }

    private void FiredAndEnded(Action fired)
    {
        fired();
        End();
    }

    private bool Leave(int worker, bool staysAwake)
    {
        if (_stopping)
        {
            return false;
        }

        if (Idle.TryLeave(worker, out bool searches) && staysAwake)
        {
            searches = Idle.TryBeginSearch();
        }

        Unpark(Idle.AppointWatcher());
        return searches;
    }

    private void WakeOne() => Unpark(Idle.TakeSleeperToSearch());

    private void SleepUntilNeeded(int worker)
    {
        while (true)
        {
            long sleep = Idle.PlanSleep(worker, Clock.Nanoseconds, Timers.NextDeadline, WatchPeriod);
            bool woken = _parkers[worker].ParkFor(sleep);
            bool timerIsDue = !woken && Timers.NextDeadline <= Clock.Nanoseconds;
            if (!woken && Idle.IsWatcher(worker))
            {
                // No worker of this model makes turns, so every period is a quiet one.
                Idle.TryEndWatch(worker);
            }

            if (_stopping || timerIsDue || !Idle.IsAsleep(worker))
            {
                return;
            }
        }
    }

    private void End()
    {
        if (--Left > 0)
        {
            return;
        }

        // Not by way of the sleepers' list, which would make the schedules many more: the end is not what is proved.
        _stopping = true;
        Array.ForEach(_parkers, static parker => parker.Unpark());
    }

    /// <summary>Runs an item at once, on whatever thread queues it.</summary>
    private sealed class InlineScheduler : IScheduler
    {
        public bool Schedule(WorkItem item, Turn? turn)
        {
            WorkItem.RunToEnd(item, Turn.Current);
            return true;
        }

        public bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);
    }
}
