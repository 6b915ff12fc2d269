namespace Liten.Interleavings;

/// <summary>
/// Memory is full once, at any allocation of the named files. What each of them promises then stands in <c>Failures/README.md</c>;
/// the scenarios are over the library as the code beside it rewrites it.
/// </summary>
internal static class FailureScenarios
{
    private const int Answer = 42;

    /// <summary>Where nothing fails in these scenarios and nobody meets anybody.</summary>
    public static readonly ScenarioSettings Settings = new()
    {
        Settled = ["Registry.cs", "RegistryShard.cs", "WorkerCounters.cs", "SpawnedTask.cs", "Published.cs"],
    };

    private static readonly ScenarioSettings s_queue = Settings with { FailingAllocations = ["InjectionQueue.cs", "InjectionSegment.cs"] };
    private static readonly ScenarioSettings s_waits = Settings with { FailingAllocations = ["WaitNode.cs", "OpenCalls.cs", "TaskExtras.cs"] };
    private static readonly ScenarioSettings s_boxes = Settings with { FailingAllocations = ["AsyncBox{TStateMachine,T}.cs"] };
    private static readonly ScenarioSettings s_spawn = Settings with
    {
        FailingAllocations = ["Spawning.cs", "Registry.cs", "RegistryShard.cs", "OpenCalls.cs", "TaskExtras.cs"],
    };

    public static IReadOnlyDictionary<string, Scenario> ById { get; } = ((IEnumerable<Scenario>)
    [
        new("memory.push-across-a-segment-border", 445, PushAcrossBorder) { Settings = s_queue },
        new("memory.spawn", 428, Spawn) { Settings = s_spawn },
        new("memory.second-joiner", 4_988, SecondJoiner) { Settings = s_waits },
        new("memory.call-that-cannot-join", 4_323, SecondJoiner) { Settings = s_boxes },
        new("memory.wait-for-the-mutex", 1_526, WaitForMutex) { Settings = s_waits },
        .. FailureScenariosOfQueues.All,
        .. FailureScenariosOfWakes.All,
    ]).ToDictionary(scenario => scenario.Id);

    public static TheoryData<string> Ids => [.. ById.Keys];

    // "The call throws and nothing has changed": what was refused never comes out, and the next push is taken.
    private static void PushAcrossBorder(Model model)
    {
        InjectionQueue<string> queue = FullMemory.NearlyFullQueue();
        var ledger = new Ledger<string>();
        model.Actor("pusher", () =>
        {
            FullMemory.Push(queue, ledger, "first");
            FullMemory.Push(queue, ledger, "second");
            FullMemory.Push(queue, ledger, "third");
        });
        model.Actor("popper", () => FullMemory.Settle(ledger, queue.TryPop()));
        model.AtEnd(() => FullMemory.EnsureInOrder(queue, ledger));
    }

    // "The call throws and nothing has changed": no task lives that nobody has a handle of, and the next spawn works.
    private static void Spawn(Model model)
    {
        var lab = new Lab(model);
        var handles = new List<JoinHandle<int>>();
        lab.Worker("spawner", () =>
        {
            for (int i = 0; i < 2; i++)
            {
                FullMemory.Allows(() => handles.Add(Spawning.Make(lab.Host, static () => LitenTask.FromResult(Answer), new(new SpawnOptions { Name = "named" }, "", 0)).Start()));
            }

            Expect.That(handles.Count > 0);
        });
        lab.Worker();
        lab.AtEnd(() =>
        {
            Assert.All(handles, static handle => Assert.Equal(Answer, handle.GetResult()));
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    // The await that found no memory throws; the other joiner, and the task itself, do not notice.
    private static void SecondJoiner(Model model)
    {
        var lab = new Lab(model);
        (OneshotSender<int> sender, JoinHandle<int> awaited) = FullMemory.BeginToReceive(lab);
        JoinHandle<int>[] joiners = [lab.Spawned(Join), lab.Spawned(Join), lab.Spawned(Join)];
        lab.Worker();
        lab.Worker("sender", () => sender.TrySend(Answer));
        lab.AtEnd(() =>
        {
            Assert.True(joiners.Count(static joiner => FullMemory.Outcome(joiner) == FullMemory.Refused) <= 1);
            Assert.All(joiners, static joiner => Assert.True(FullMemory.Outcome(joiner) is Answer or FullMemory.Refused));
            Assert.True(FullMemory.Outcome(awaited) is Answer or FullMemory.Refused);
            Assert.Empty(lab.Host.LiveTasks());
        });

        async LitenTask<int> Join() => await awaited;
    }

    // A wait that could not begin holds no place in the queue of the mutex, and the lock goes round.
    public static void WaitForMutex(Model model)
    {
        var lab = new Lab(model);
        var mutex = new AsyncMutex<int>(0);
        mutex.TryLock(out AsyncMutexGuard<int> holder);
        JoinHandle<int>[] lockers = [lab.Spawned(Lock), lab.Spawned(Lock)];
        lab.Worker();
        lab.Worker("holder", holder.Dispose);
        lab.AtEnd(() => FullMemory.EnsureLockIsFree(mutex, lockers, mayBeRefused: 1));

        async LitenTask<int> Lock()
        {
            using AsyncMutexGuard<int> guard = await mutex.LockAsync();
            guard.Value++;
            return Answer;
        }
    }
}
