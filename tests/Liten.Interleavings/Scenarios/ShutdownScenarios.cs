namespace Liten.Interleavings;

/// <summary>The end of a runtime; "step" means a step of the shutdown in README.md of src/Liten/Scheduling. No handle is left open.</summary>
internal static class ShutdownScenarios
{
    /// <summary>A list of all live tasks reads hundreds of empty places, and a worker's counters are nobody's concern here.</summary>
    private static readonly ScenarioSettings s_settled = new() { StoreDelay = 1, Settled = ["Registry.cs", "WorkerCounters.cs"] };

    /// <summary>For whole schedulers, whose parts have scenarios of their own in which stores are delayed.</summary>
    private static readonly ScenarioSettings s_noDelay = s_settled with { StoreDelay = 0 };

    public static IEnumerable<Scenario> All =>
    [
        new("shutdown.close-against-spawn", 14_653, CloseAgainstSpawn) { Settings = s_settled },
        new("shutdown.close-against-a-workers-spawn", 8_630, CloseAgainstWorkersSpawn) { Settings = s_settled },
        new("shutdown.close-against-blocking-spawn", 26_966, CloseAgainstBlockingSpawn) { Settings = s_settled },
        new("shutdown.stop-against-park", 775, model => StopAgainstPark(model, workers: 1)) { Settings = s_settled },
        new("shutdown.stop-against-two-workers", 19_218, model => StopAgainstPark(model, workers: 2)) { Settings = s_noDelay },
        new("shutdown.stop-against-inject", 9_523, StopAgainstInject) { Settings = s_noDelay },
        new("shutdown.stop-against-a-stray-that-yields-for-ever", 1_427, StopAgainstStray) { Settings = s_noDelay },
        new("shutdown.looks-until-all-have-ended", 758, LooksUntilAllHaveEnded) { Settings = s_settled },
        new("shutdown.quiet-only-between-turns", 514, QuietOnlyBetweenTurns) { Settings = s_noDelay },
    ];

    // Step 4: "It lists the living only when as many have ended as it saw before": the last end is not overlooked. A task may end
    // without having been listed.
    private static void LooksUntilAllHaveEnded(Model model)
    {
        var look = new NextLook();
        var living = new Registry<object>();
        var shard = new RegistryShard<object>(living);
        int[] slots = [Add(), Add()];
        foreach (int slot in slots)
        {
            model.Actor("ender", () =>
            {
                living.Remove(slot);
                look.CountEnd();
            });
        }

        model.Actor("shutdown", () =>
        {
            while (true)
            {
                long ends = look.Ends;
                int count = living.Snapshot().Count;
                if (count == 0)
                {
                    return;
                }

                look.Plan(ends, count);
                do
                {
                    look.Permit.Park();
                }
                while (!look.IsDue);
            }
        });

        int Add()
        {
            int slot = shard.TakeSlot();
            shard.Add(new object());
            return slot;
        }
    }

    // Step 1: "A spawn that was under way sees this after queueing its task and aborts it itself." Step 8: "It never begins."
    private static void CloseAgainstSpawn(Model model)
    {
        var queue = new QueueScheduler();
        var host = new TaskHost(queue, new RuntimeHooks(), int.MaxValue) { Scheduler = queue };
        var listed = new List<JoinHandle>();
        bool isListed = false;
        bool wasOverlooked = false;
        JoinHandle? task = null;
        model.Actor("spawner", () => task = Spawning.Make(host, Body, new(null, "", 0)).Start());
        model.Actor("closer", () =>
        {
            host.Close();
            listed = host.LiveTasks();
            isListed = true;
            listed.ForEach(static living => living.Abort());
        });
        model.Actor("worker", () =>
        {
            queue.RunOne();
            queue.RunOne();
        });
        model.AtEnd(() =>
        {
            queue.RunOne();
            Expect.That(!wasOverlooked);
            Expect.That(task!.IsCompleted);
            Expect.That(host.LiveTasks().Count == 0);
        });

        LitenTask Body()
        {
            // A task that begins after the list was made must be on it, or the shutdown does not know that it lives.
            wasOverlooked = isListed && listed.Count == 0;
            return default;
        }
    }

    // The same where the spawner is a worker, whose Schedule is no fence: the shutdown may overlook the task, but then it never begins.
    private static void CloseAgainstWorkersSpawn(Model model)
    {
        var lab = new Lab(model);
        var listed = new List<JoinHandle>();
        bool isListed = false;
        bool wasOverlooked = false;
        JoinHandle? task = null;
        lab.Worker("spawner", () =>
        {
            task = lab.Spawn(Body);
            lab.RunAll();
        });
        model.Actor("closer", () =>
        {
            lab.Host.Close();
            listed = lab.Host.LiveTasks();
            isListed = true;
            listed.ForEach(static living => living.Abort());
        });
        lab.Worker("thief");
        lab.AtEnd(() =>
        {
            Expect.That(!wasOverlooked);
            Expect.That(task!.IsCompleted);
            Expect.That(lab.Host.LiveTasks().Count == 0);
        });

        LitenTask<int> Body()
        {
            wasOverlooked = isListed && listed.Count == 0;
            return LitenTask.FromResult(1);
        }
    }

    private static void CloseAgainstBlockingSpawn(Model model)
    {
        var host = new TaskHost("", new RuntimeHooks(), int.MaxValue) { Scheduler = new QueueScheduler() };
        var pool = new BlockingPool(new BlockingPoolParts
        {
            Host = host,
            Threads = new ThreadSource(),
            ThreadName = "liten",
            MaxThreads = 1,
            KeepAlive = TimeSpan.FromMilliseconds(1),
            StackSize = 0,
            PoolCapacity = 0,
        });
        bool hasRun = false;
        JoinHandle<bool>? job = null;
        model.Actor("spawner", () => job = BlockingSpawning.Spawn(pool, () => hasRun = true, new(null, "", 0)));
        model.Actor("closer", () =>
        {
            host.Close();
            pool.Close();
            host.LiveTasks().ForEach(static living => living.Abort());
            Expect.That(pool.JoinThreads(Nanoseconds.Forever));
        });
        model.AtEnd(() =>
        {
            Expect.That(job!.IsCompleted);
            Expect.That(job.WasAborted != hasRun);
            Expect.That(host.LiveTasks().Count == 0);
        });
    }

    // Step 6: "each worker runs what it can still find and ends", wherever in its sleep it is.
    private static void StopAgainstPark(Model model, int workers)
    {
        model.Actor("owner", () =>
        {
            (MultiThreadScheduler scheduler, _) = NewScheduler(workers);
            scheduler.Start();
            Expect.That(scheduler.Stop(Nanoseconds.Forever));
        });
    }

    // Step 6: what was accepted before the queue closed is run, and nobody accepts anything afterwards.
    private static void StopAgainstInject(Model model)
    {
        (MultiThreadScheduler scheduler, TaskHost host) = NewScheduler(workers: 1);
        var ran = new Cell();
        bool accepted = false;
        model.Actor("owner", () =>
        {
            scheduler.Start();
            Expect.That(scheduler.Stop(Nanoseconds.Forever));
        });
        model.Actor("outsider", () => accepted = scheduler.Schedule(new PostedCallback(host, AbortScope.AnyWorker, _ => ran.Value = 1, null), turn: null));
        model.AtEnd(() => Expect.That(accepted == (ran.Value == 1)));
    }

    // Step 6, for what belongs to no task: it runs on elsewhere, and holds up no worker.
    private static void StopAgainstStray(Model model)
    {
        (MultiThreadScheduler scheduler, TaskHost host) = NewScheduler(workers: 1);
        var stray = new Stray(host);
        model.Actor("owner", () =>
        {
            scheduler.Start();
            Expect.That(scheduler.Schedule(stray, turn: null));
            Expect.That(scheduler.Stop(Nanoseconds.Forever));
        });
        model.AtEnd(() => Expect.That(stray.HasLeft));
    }

    // A shutdown gives up what lives once nothing moves: not while a worker is at a turn.
    private static void QuietOnlyBetweenTurns(Model model)
    {
        (MultiThreadScheduler scheduler, TaskHost host) = NewScheduler(workers: 1);
        var turn = new Cell();
        model.Actor("owner", () =>
        {
            scheduler.Start();
            scheduler.Schedule(new PostedCallback(host, AbortScope.AnyWorker, Turn, null), turn: null);
            bool wasAtTurn = turn.Value == 1;
            bool isQuiet = scheduler.IsQuiet;
            Expect.That(!(wasAtTurn && isQuiet && turn.Value == 1));
            Expect.That(scheduler.Stop(Nanoseconds.Forever));
        });

        void Turn(object? state)
        {
            turn.Value = 1;
            turn.Value = 0;
        }
    }

    private static (MultiThreadScheduler Scheduler, TaskHost Host) NewScheduler(int workers)
    {
        MultiThreadScheduler? scheduler = null;
        var clock = new Clock();
        var host = new TaskHost("", new RuntimeHooks(), int.MaxValue);
        scheduler = new MultiThreadScheduler(new SchedulerParts
        {
            Host = host,
            Timers = new TimerDriver(clock, () => scheduler!.DeadlineMovedUp()),
            Clock = clock,
            Threads = new ThreadSource(),
            ThreadName = "worker",
            WorkerThreads = workers,
            StealsWork = true,
            Processors = 2,
            StackSize = 0,
            PoolCapacity = 0,
            Seed = 1,
        });
        host.Scheduler = scheduler;
        return (scheduler, host);
    }

    /// <summary>What a method that loops over a yield is to the scheduler, until it comes to the ThreadPool.</summary>
    private sealed class Stray(TaskHost host) : WorkItem
    {
        public bool HasLeft { get; private set; }

        internal override WorkItem? Run(Turn? turn)
        {
            HasLeft = turn is null;
            if (!HasLeft)
            {
                // Gives way, or a schedule in which nobody else ever runs would have no end.
                Thread.Yield();
                host.Yield(this, turn);
            }

            return null;
        }
    }
}
