namespace Liten.Interleavings;

/// <summary>A runtime without threads of its own: whoever is inside BlockOn drives, sleeps, and hands the place on.</summary>
internal static class CurrentThreadScenarios
{
    private static readonly ScenarioSettings s_settled = new() { StoreDelay = 1, Settled = ["Registry.cs", "WorkerCounters.cs"] };

    /// <summary>For three callers: only the latch and the parkers, on which the driver's place depends.</summary>
    private static readonly ScenarioSettings s_placeOnly = new()
    {
        StoreDelay = 1,
        Settled =
        [
            "Registry.cs", "RegistryShard.cs", "WorkerCounters.cs", "InjectionQueue.cs", "TimerDriver.cs", "TaskState.cs", "WaitNode.cs", "Rendezvous.cs",
            "ObjectPool.cs", "AtomicFlag.cs", "AtomicCounter.cs", "Published.cs", "LocalPools.cs", "TaskHost.cs",
        ],
        SettledStores = ["SpinLatch.cs", "CurrentThreadScheduler.cs"],
    };

    public static IEnumerable<Scenario> All =>
    [
        new("current-thread.foreign-wake-against-park", 13_650, ForeignWakeAgainstPark) { Settings = s_settled },
        new("current-thread.foreign-spawn-against-park", 65_796, ForeignSpawnAgainstPark) { Settings = s_settled },
        new("current-thread.callers-need-each-other", 6_487, CallersNeedEachOther) { Preemptions = 1, Settings = s_settled },
        new("current-thread.place-passes-a-caller-that-is-done", 56_682, PlacePassesACallerThatIsDone) { Settings = s_placeOnly },
        new("current-thread.earlier-timer-against-park", 11_213, EarlierTimerAgainstPark) { Settings = s_settled },
        new("current-thread.spawn-by-the-driver-against-close", 12_494, SpawnByDriverAgainstClose) { Settings = s_settled },
        new("current-thread.quiet-only-between-turns", 4_966, QuietOnlyBetweenTurns) { Settings = s_settled },
        new("current-thread.quiet-not-while-an-item-is-taken", 4_351, QuietNotWhileAnItemIsTaken) { Preemptions = 1, Settings = s_settled },
        new("current-thread.shutdown-under-block-on", 4_798, ShutdownUnderBlockOn) { Preemptions = 1, Settings = s_settled },
    ];

    // A task of the driver's that somebody else completes: the item is queued first, then the driver gets its permit.
    private static void ForeignWakeAgainstPark(Model model)
    {
        Runtime runtime = NewRuntime();
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        model.Actor("driver", () => Expect.That(runtime.BlockOn(async () => await receiver) == 7));
        model.Actor("sender", () => Expect.That(sender.TrySend(7)));
    }

    private static void ForeignSpawnAgainstPark(Model model)
    {
        Runtime runtime = NewRuntime();
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        model.Actor("driver", () => Expect.That(runtime.BlockOn(async () => await receiver) == 7));
        model.Actor("spawner", () => runtime.Spawn(() => Send(sender)));
    }

    // "One thread at a time drives. Others that are inside BlockOn wait; when the driver leaves, it hands its place to one of them."
    private static void CallersNeedEachOther(Model model)
    {
        Runtime runtime = NewRuntime();
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        model.Actor("receiving caller", () => Expect.That(runtime.BlockOn(async () => await receiver) == 7));
        model.Actor("sending caller", () => runtime.BlockOn(() => Send(sender)));
    }

    // StopWaiting: "A waiter that leaves may have been handed the driver's place just now; then it must hand it on."
    private static void PlacePassesACallerThatIsDone(Model model)
    {
        Runtime runtime = NewRuntime();
        for (int i = 0; i < 3; i++)
        {
            model.Actor($"caller {i}", () => runtime.BlockOn(static () => default(LitenTask)));
        }
    }

    // DeadlineMovedUp from another thread: the driver plans its sleep anew.
    private static void EarlierTimerAgainstPark(Model model)
    {
        Runtime runtime = NewRuntime();
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        model.Actor("driver", () => Expect.That(runtime.BlockOn(async () => await receiver) == 7));
        model.Actor("arming", () => runtime.TimeProvider.CreateTimer(_ => sender.TrySend(7), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan));
    }

    // "The task may also be completed by another thread, while this one sleeps as the driver": here by a shutdown that gives it up.
    private static void ShutdownUnderBlockOn(Model model)
    {
        Runtime runtime = NewRuntime();
        (_, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        bool hasEnded = false;
        model.Actor("driver", () =>
        {
            Exception? thrown = Record.Exception(() => runtime.BlockOn(async () => await receiver));
            hasEnded = thrown is TaskAbortedException or ObjectDisposedException;
        });
        model.Actor("shutdown", () => runtime.Shutdown(TimeSpan.Zero));
        model.AtEnd(() => Expect.That(hasEnded));
    }

    // IScheduler.Schedule is a full fence: the spawner sees that the host closes, or whoever closes it sees the task. The driver leaves
    // before the task's turn, so that nobody else ends it.
    private static void SpawnByDriverAgainstClose(Model model)
    {
        (CurrentThreadScheduler scheduler, TaskHost host) = NewScheduler();
        JoinHandle? root = null;
        JoinHandle? child = null;
        model.Actor("driver", () =>
        {
            root = Spawning.Make(host, Spawn, new(null, "", 0)).Start();
            scheduler.WaitFor(root);
        });
        model.Actor("closer", () =>
        {
            host.Close();
            host.LiveTasks().ForEach(static living => living.Abort());
        });
        model.AtEnd(() =>
        {
            Expect.That(root!.IsCompleted);
            Expect.That(child is null || child.IsCompleted);
        });

        LitenTask Spawn()
        {
            child = Spawning.Make(host, static () => default(LitenTask), new(null, "", 0)).Start();
            return default;
        }
    }

    // A shutdown gives up what lives once nothing moves: not while a task is at its turn.
    private static void QuietOnlyBetweenTurns(Model model)
    {
        (CurrentThreadScheduler scheduler, TaskHost host) = NewScheduler();
        var turn = new Cell();
        model.Actor("driver", () => scheduler.WaitFor(Spawning.Make(host, Turn, new(null, "", 0)).Start()));
        model.Actor("shutdown", () =>
        {
            bool wasAtTurn = turn.Value == 1;
            bool isQuiet = scheduler.IsQuiet;
            Expect.That(!(wasAtTurn && isQuiet && turn.Value == 1));
        });
        model.AtEnd(() => Expect.That(scheduler.IsQuiet));

        LitenTask Turn()
        {
            turn.Value = 1;
            turn.Value = 0;
            return default;
        }
    }

    // Quiet once the driver sleeps; and no longer when it has taken something, which is in no queue until its turn begins.
    private static void QuietNotWhileAnItemIsTaken(Model model)
    {
        (CurrentThreadScheduler scheduler, TaskHost host) = NewScheduler();
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        var resumed = new Cell();
        JoinHandle task = Spawning.Make(host, Receive, new(null, "", 0)).Start();
        model.Actor("driver", () => scheduler.WaitFor(task));
        model.Actor("sender", () =>
        {
            var spin = default(SpinWait);
            while (!scheduler.IsQuiet)
            {
                spin.SpinOnce();
            }

            Expect.That(sender.TrySend(7));
            Expect.That(!scheduler.IsQuiet || resumed.Value == 1);
        });

        async LitenTask Receive()
        {
            await receiver;
            resumed.Value = 1;
        }
    }

    private static (CurrentThreadScheduler Scheduler, TaskHost Host) NewScheduler()
    {
        CurrentThreadScheduler? scheduler = null;
        var clock = new Clock();
        var host = new TaskHost("", new RuntimeHooks(), int.MaxValue);
        scheduler = new CurrentThreadScheduler(new SchedulerParts
        {
            Host = host,
            Timers = new TimerDriver(clock, () => scheduler!.DeadlineMovedUp()),
            Clock = clock,
            Threads = new ThreadSource(),
            ThreadName = "worker",
            WorkerThreads = 1,
            StealsWork = false,
            Processors = 2,
            StackSize = 0,
            PoolCapacity = 0,
            Seed = 1,
        });
        host.Scheduler = scheduler;
        return (scheduler, host);
    }

    private static LitenTask Send(OneshotSender<int> sender)
    {
        Expect.That(sender.TrySend(7));
        return default;
    }

    private static Runtime NewRuntime() => new(new RuntimeOptions { CurrentThread = true, Seed = 1 });
}
