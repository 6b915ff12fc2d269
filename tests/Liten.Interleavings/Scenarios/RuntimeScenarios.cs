namespace Liten.Interleavings;

/// <summary>Whole runtimes, with their threads as actors. Long: complete with one or two preemptions here, and for random walks beyond.</summary>
internal static class RuntimeScenarios
{
    /// <summary>
    /// A list of all live tasks reads hundreds of empty places, and a worker's counters are nobody's concern here. Stores are not
    /// delayed: the parts have scenarios of their own in which they are.
    /// </summary>
    private static readonly ScenarioSettings s_settings = new() { Settled = ["Registry.cs", "WorkerCounters.cs"], MostSteps = 5000 };

    public static IEnumerable<Scenario> All =>
    [
        new("runtime.spawn-and-join", 3_842, model => SpawnAndJoin(model, workers: 1)) { Settings = s_settings },
        new("runtime.spawn-and-join-on-two-workers", 3_620, model => SpawnAndJoin(model, workers: 2)) { Preemptions = 1, Settings = s_settings },
        new("runtime.dispose-against-spawn", 14_476, DisposeAgainstSpawn) { Settings = s_settings },
        new("runtime.two-shutdowns-and-a-spawn", 92_817, TwoShutdownsAndASpawn) { Settings = s_settings },
        new("runtime.earlier-timer-from-outside", 1_577, EarlierTimerFromOutside) { Settings = s_settings },
        new("runtime.task-behind-a-blocked-worker", 2_159, TaskBehindABlockedWorker) { Preemptions = 1, Settings = s_settings },
        new("runtime.lock-behind-a-blocked-worker", 9_543, LockBehindABlockedWorker) { Preemptions = 1, Settings = s_settings },
    ];

    // The whole path of a task, and a shutdown of what is idle.
    private static void SpawnAndJoin(Model model, int workers) => model.Actor("owner", () =>
    {
        using Runtime runtime = NewRuntime(workers);
        Expect.That(runtime.BlockOn(async () => await LitenTask.Spawn(async () => await Later(7))) == 7);
    });

    // Steps 1, 3 and 8 of the shutdown: a spawn that is under way leaves no handle open, whatever it meets.
    private static void DisposeAgainstSpawn(Model model)
    {
        JoinHandle<int>? task = null;
        model.Actor("owner", () =>
        {
            Runtime runtime = NewRuntime(workers: 1);
            Start("spawner", () => task = runtime.Spawn(async () => await Later(7)));
            runtime.Dispose();
        });
        model.AtEnd(() => Expect.That(task!.IsCompleted));
    }

    // A shutdown without patience, twice: it is done once, and what lives is given up.
    private static void TwoShutdownsAndASpawn(Model model)
    {
        JoinHandle<int>? task = null;
        model.Actor("owner", () =>
        {
            Runtime runtime = NewRuntime(workers: 1);
            Start("spawner", () => task = runtime.Spawn(async () => await Later(7)));
            Start("other owner", () => runtime.Shutdown(TimeSpan.Zero));
            runtime.Shutdown(TimeSpan.Zero);
        });
        model.AtEnd(() => Expect.That(task!.IsCompleted));
    }

    // DeadlineMovedUp: a sleeping worker is told of a timer that another thread has set.
    private static void EarlierTimerFromOutside(Model model) => model.Actor("owner", () =>
    {
        Runtime runtime = NewRuntime(workers: 1);
        var fired = new Parker();
        runtime.TimeProvider.CreateTimer(_ => fired.Unpark(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        fired.Park();
        runtime.Dispose();
    });

    // The watcher: "a task can be held up behind blocked workers only while all workers are blocked".
    private static void TaskBehindABlockedWorker(Model model) => model.Actor("owner", () =>
    {
        Runtime runtime = NewRuntime(workers: 2);
        var ran = new Parker();
        runtime.BlockOn(() =>
        {
            // The new task lies in this worker's LIFO slot, and this worker blocks until it has run.
            runtime.Spawn(() =>
            {
                ran.Unpark();
                return default(LitenTask);
            });
            ran.Park();
            return default(LitenTask);
        });
        runtime.Dispose();
    });

    // The watcher makes the grant that a blocked turn has deferred, and runs whom it has woken by it.
    private static void LockBehindABlockedWorker(Model model) => model.Actor("owner", () =>
    {
        Runtime runtime = NewRuntime(workers: 2);
        var mutex = new AsyncMutex<int>(0);
        var ran = new Parker();
        mutex.TryLock(out AsyncMutexGuard<int> holder);
        runtime.BlockOn(() =>
        {
            runtime.Spawn(async () =>
            {
                using AsyncMutexGuard<int> guard = await mutex.LockAsync();
                ran.Unpark();
            });
            return LitenTask.Yield();
        });
        runtime.BlockOn(() =>
        {
            holder.Dispose();
            ran.Park();
            return default(LitenTask);
        });
        runtime.Dispose();
    });

    private static Runtime NewRuntime(int workers) => new(new RuntimeOptions { WorkerThreads = workers, Seed = 1, AbandonAfter = TimeSpan.Zero });

    /// <summary>Another actor, which begins only now: the runtime's threads are actors if an actor has started them.</summary>
    private static void Start(string name, Action body) => new Thread(() => body(), 0) { Name = name }.UnsafeStart();

    private static async LitenTask<int> Later(int value)
    {
        await LitenTask.Yield();
        return value;
    }
}
