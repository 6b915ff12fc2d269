namespace Liten.Interleavings;

/// <summary>How a runtime comes to rest; "step" means a step of the drain in README.md of src/Liten/Scheduling.</summary>
internal static class DrainScenarios
{
    /// <summary>As for the shutdown: a list of all live tasks reads hundreds of empty places.</summary>
    private static readonly ScenarioSettings s_settled = new() { StoreDelay = 1, Settled = ["Registry.cs", "WorkerCounters.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("drain.intake-against-spawn", 16_625, IntakeAgainstSpawn) { Settings = s_settled },
        new("drain.waits-for-child-and-handle", 1_431, WaitsForChildAndHandle)
        {
            Preemptions = 1, Settings = s_settled with { StoreDelay = 0, MostSteps = 5000 },
        },
    ];

    // Step 1: "each of them either is among the living when the drain first looks, or is refused; none is aborted after it has begun."
    private static void IntakeAgainstSpawn(Model model)
    {
        var queue = new QueueScheduler();
        var host = new TaskHost(queue, new RuntimeHooks(), int.MaxValue) { Scheduler = queue };
        JoinHandle? task = null;
        long spawned = -1;
        bool hasBegun = false;
        model.Actor("spawner", () => task = Spawning.Make(host, Body, new(null, "", 0)).Start());
        model.Actor("drainer", () =>
        {
            host.StopIntake();
            spawned = host.SpawnedOutside;
        });
        model.Actor("worker", () => queue.RunOne());
        model.AtEnd(() =>
        {
            queue.RunOne();
            Expect.That(task!.IsCompleted);
            Expect.That(hasBegun != task.WasAborted);
            Expect.That(spawned == (hasBegun ? 1 : 0));
            Expect.That(host.LiveTasks().Count == 0);
        });

        LitenTask Body()
        {
            hasBegun = true;
            return default;
        }
    }

    // Step 2: a child counts while its parent still does, and the last handle is complete.
    private static void WaitsForChildAndHandle(Model model) => model.Actor("owner", () =>
    {
        var options = new RuntimeOptions { WorkerThreads = 2, Seed = 1 };
        TaskHost? host = null;
        RuntimeScheduler? scheduler = null;
        host = new TaskHost("", new RuntimeHooks(), int.MaxValue);
        var timers = new TimerDriver(options.Clock, () => scheduler!.DeadlineMovedUp());
        scheduler = RuntimeFactory.CreateScheduler(options, host, timers);
        host.Scheduler = scheduler;
        host.Timers = timers;
        scheduler.Start();
        JoinHandle? child = null;
        JoinHandle parent = Spawning.Make(
            host,
            () =>
            {
                child = Spawning.Make(host, static () => LitenTask.Yield(), new(null, "", 0)).Start();
                return default(LitenTask);
            },
            new(null, "", 0)).Start();
        host.StopIntake();
        DrainReport report = new DrainSequence(host, scheduler, options.Clock).Run(Nanoseconds.Forever);
        Expect.That(report.IsComplete);
        Expect.That(parent.IsCompleted && child!.IsCompleted && !child.WasAborted);
        host.Close();
        scheduler.Stop(Nanoseconds.Forever);
    });
}
