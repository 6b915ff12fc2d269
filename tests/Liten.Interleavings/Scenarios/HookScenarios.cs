namespace Liten.Interleavings;

/// <summary>
/// OnThreadPark runs on the way to sleep and may queue work, as a batch that is sent when nothing else is to be done. What it makes
/// runnable runs, and without a time limit that makes good for it.
/// </summary>
internal static class HookScenarios
{
    /// <summary>Whole runtimes: what is settled here has scenarios of its own, or serves one thread.</summary>
    private static readonly ScenarioSettings s_settings = new()
    {
        Settled =
        [
            "Registry.cs", "RegistryShard.cs", "WorkerCounters.cs", "ObjectPool.cs", "LocalPools.cs", "TaskState.cs", "WaitNode.cs", "Rendezvous.cs",
            "AtomicFlag.cs", "AtomicCounter.cs", "AtomicSlot.cs", "Published.cs", "TaskHost.cs", "TimerDriver.cs", "SpinLatch.cs",
        ],
        MostSteps = 5000,
    };

    /// <summary>For three workers: only what IdleWorkers does, on which it depends whether anybody looks.</summary>
    private static readonly ScenarioSettings s_idleOnly = s_settings with
    {
        Settled = [.. s_settings.Settled, "Parker.cs", "InjectionQueue.cs", "RingHead.cs", "WorkStealingQueue.cs", "LifoSlot.cs"],
    };

    public static IEnumerable<Scenario> All =>
    [
        new("hook.current-thread-sends-what-its-caller-awaits", 1, SendsToTheCaller) { Settings = s_settings },
        new("hook.spawns-on-two-workers", 2_292, model => Spawns(model, workers: 2)) { Preemptions = 1, Settings = s_settings },
        new("hook.spawns-on-three-workers", 199_512, model => Spawns(model, workers: 3)) { Preemptions = 1, Settings = s_idleOnly },
    ];

    private static void SendsToTheCaller(Model model)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        int parks = 0;
        var runtime = new Runtime(new RuntimeOptions
        {
            CurrentThread = true,
            Seed = 1,
            OnThreadPark = _ =>
            {
                // The spawn of the body has left a permit, which ends the first sleep at once.
                if (++parks == 2)
                {
                    Expect.That(sender.TrySend(7));
                }
            },
        });
        model.Actor("driver", () => Expect.That(runtime.BlockOn(async () => await receiver) == 7));
    }

    // Each round somebody outside spawns a task, and when a worker goes to sleep afterwards the hook spawns one more. Both run before
    // any time passes: the owner waits without a limit, and a watcher's period would be time.
    private static void Spawns(Model model, int workers) => model.Actor("owner", () =>
    {
        Execution execution = Actor.Current!.Execution;
        var ran = new Parker();
        bool isArmed = false;
        Runtime? runtime = null;
        runtime = new Runtime(new RuntimeOptions
        {
            WorkerThreads = workers,
            Seed = 1,
            AbandonAfter = TimeSpan.Zero,
            OnThreadPark = _ =>
            {
                if (isArmed)
                {
                    isArmed = false;
                    runtime!.Spawn(() =>
                    {
                        ran.Unpark();
                        return default(LitenTask);
                    });
                }
            },
        });
        runtime.Spawn(() =>
        {
            isArmed = true;
            return default(LitenTask);
        });
        ran.Park();
        Expect.That(execution.Now == 0);
        runtime.Dispose();
    });
}
