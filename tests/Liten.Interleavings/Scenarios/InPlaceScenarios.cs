namespace Liten.Interleavings;

/// <summary>Blocking.InPlace in whole runtimes: what a blocked worker holds goes on, and its thread has its worker back afterwards.</summary>
internal static class InPlaceScenarios
{
    private static readonly ScenarioSettings s_settings = new() { Settled = ["Registry.cs", "WorkerCounters.cs"], MostSteps = 5000 };

    public static IEnumerable<Scenario> All =>
    [
        new("in-place.short-call-against-its-stand-in", 475, ShortCall) { Preemptions = 1, Settings = s_settings },
        new("in-place.a-task-behind-the-only-worker", 814, model => TaskBehind(model, workers: 1)) { Preemptions = 1, Settings = s_settings },
        new("in-place.a-task-behind-one-of-two-workers", 80, model => TaskBehind(model, workers: 2)) { Preemptions = 0, Settings = s_settings },
        new("in-place.stand-in-that-steps-aside", 38_928, StandInStepsAside) { Preemptions = 1, Settings = s_settings },
        new("in-place.against-shutdown", 3_840, AgainstShutdown) { Preemptions = 1, Settings = s_settings },
    ];

    // StandIn: "taken by that thread, or taken back".
    private static void ShortCall(Model model) => model.Actor("owner", () =>
    {
        using Runtime runtime = NewRuntime(workers: 1);
        Expect.That(runtime.BlockOn(async () =>
        {
            int result = Blocking.InPlace(() => 7);
            await LitenTask.Yield();
            return result;
        }) == 7);
    });

    // "Other tasks go on even when all workers are in here": one spawned before, and one that comes from outside.
    private static void TaskBehind(Model model, int workers) => model.Actor("owner", () =>
    {
        using Runtime runtime = NewRuntime(workers);
        var ran = new Parker();
        runtime.BlockOn(async () =>
        {
            JoinHandle<int> task = runtime.Spawn(async () =>
            {
                await LitenTask.Yield();
                ran.Unpark();
                return 1;
            });
            Blocking.InPlace(ran.Park);
            Expect.That(await task == 1);
        });
    });

    // A stand-in that steps aside is stood in for, and leaves when its turn ends: only the worker's own thread comes back.
    private static void StandInStepsAside(Model model) => model.Actor("owner", () =>
    {
        using Runtime runtime = NewRuntime(workers: 1);
        var inner = new Parker();
        var outer = new Parker();
        runtime.BlockOn(async () =>
        {
            JoinHandle<int> blocks = runtime.Spawn(async () =>
            {
                Blocking.InPlace(inner.Park);
                outer.Unpark();
                return 1;
            });
            JoinHandle<int> frees = runtime.Spawn(async () =>
            {
                inner.Unpark();
                return 2;
            });
            Blocking.InPlace(outer.Park);
            Expect.That(await blocks + await frees == 3);
        });
    });

    // The shutdown waits for the code, for the worker's thread and for the stand-in.
    private static void AgainstShutdown(Model model)
    {
        bool finished = false;
        model.Actor("owner", () =>
        {
            Runtime runtime = NewRuntime(workers: 1);
            var release = new Parker();
            var inside = new Parker();
            runtime.Spawn(async () =>
            {
                Blocking.InPlace(() =>
                {
                    inside.Unpark();
                    release.Park();
                });
                finished = true;
            });
            inside.Park();
            Start("releaser", release.Unpark);
            runtime.Dispose();
            Expect.That(finished);
        });
        model.AtEnd(() => Expect.That(finished));
    }

    private static Runtime NewRuntime(int workers) => new(new RuntimeOptions { WorkerThreads = workers, Seed = 1, AbandonAfter = TimeSpan.Zero });

    private static void Start(string name, Action body) => new Thread(() => body(), 0) { Name = name }.UnsafeStart();
}
