namespace Liten.Interleavings;

/// <summary>Memory is full once between the claim of a wait and its end. See <see cref="FailureScenarios"/>.</summary>
internal static class FailureScenariosOfWakes
{
    private const int Answer = 42;

    private static readonly ScenarioSettings s_pool = FailureScenarios.Settings with { FailingAllocations = ["ObjectPool.cs", "LocalPools.cs"] };
    private static readonly ScenarioSettings s_boxes = FailureScenarios.Settings with { FailingAllocations = ["AsyncBox{TStateMachine,T}.cs"] };
    private static readonly ScenarioSettings s_abort = FailureScenarios.Settings with { FailingAllocations = ["TaskCore.cs", "AbortableWait.cs", "TaskExtras.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("memory.pool-of-woken-joiners", 86, WokenJoiners) { Settings = s_pool },
        new("memory.pool-of-a-granted-mutex", 1_112, GrantedMutex) { Settings = s_pool },
        new("memory.pool-of-a-received-value", 64, ReceivedValue) { Settings = s_pool },
        new("memory.call-that-cannot-wait-for-the-mutex", 2_049, FailureScenarios.WaitForMutex) { Settings = s_boxes },
        new("memory.abort-of-a-wait", 98, AbortOfWait) { Settings = s_abort },
        new("memory.abort-of-two-waits", 87, AbortOfTwoWaits) { Settings = s_abort, Preemptions = 1 },
    ];

    // The pool has no room for the nodes of the joiners, or the thread none for the pool: all joiners wake all the same.
    private static void WokenJoiners(Model model)
    {
        var lab = new Lab(model);
        (OneshotSender<int> sender, JoinHandle<int> awaited) = FullMemory.BeginToReceive(lab);
        JoinHandle<int>[] joiners = [lab.Begin(Join), lab.Begin(Join), lab.Begin(Join)];
        lab.Worker("sender", () => sender.TrySend(Answer));
        lab.Worker();
        lab.AtEnd(() =>
        {
            Assert.Equal(Answer, FullMemory.Outcome(awaited));
            Assert.All(joiners, static joiner => Assert.Equal(Answer, FullMemory.Outcome(joiner)));
        });

        async LitenTask<int> Join() => await awaited;
    }

    private static void GrantedMutex(Model model)
    {
        var lab = new Lab(model);
        var mutex = new AsyncMutex<int>(0);
        mutex.TryLock(out AsyncMutexGuard<int> holder);
        JoinHandle<int>[] lockers = [lab.Begin(Lock), lab.Begin(Lock)];
        lab.Worker("holder", () =>
        {
            holder.Dispose();
            lab.RunAll();
        });
        lab.Worker();
        lab.AtEnd(() =>
        {
            Assert.All(lockers, static locker => Assert.Equal(Answer, FullMemory.Outcome(locker)));
            FullMemory.EnsureLockIsFree(mutex, lockers, mayBeRefused: 0);
        });

        async LitenTask<int> Lock()
        {
            using AsyncMutexGuard<int> guard = await mutex.LockAsync();
            guard.Value++;
            return Answer;
        }
    }

    private static void ReceivedValue(Model model)
    {
        var lab = new Lab(model);
        (OneshotSender<int> sender, JoinHandle<int> receiver) = FullMemory.BeginToReceive(lab);
        lab.Worker("sender", () => Expect.That(sender.TrySend(Answer)));
        lab.Worker();
        lab.AtEnd(() => Assert.Equal(Answer, FullMemory.Outcome(receiver)));
    }

    private static void AbortOfWait(Model model)
    {
        var lab = new Lab(model);
        (_, JoinHandle<int> waiting) = FullMemory.BeginToReceive(lab);
        Abort(waiting, lab, model);
    }

    private static void AbortOfTwoWaits(Model model)
    {
        var lab = new Lab(model);
        var receivers = new[] { Oneshot.Create<int>().Receiver, Oneshot.Create<int>().Receiver };
        JoinHandle<int> waiting = lab.Begin(async LitenTask<int> () =>
        {
            LitenTask<int> first = Receive(receivers[0]);
            LitenTask<int> second = Receive(receivers[1]);
            return await second + await first;
        });
        Abort(waiting, lab, model);
    }

    // An abort that was refused for want of memory can be asked for again; one that was not has ended the waits.
    private static void Abort(JoinHandle<int> waiting, Lab lab, Model model)
    {
        model.Actor("aborter", () =>
        {
            if (!FullMemory.Allows(waiting.Abort))
            {
                waiting.Abort();
            }
        });
        lab.Worker();
        lab.AtEnd(() =>
        {
            Assert.True(waiting.WasAborted);
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    private static async LitenTask<int> Receive(OneshotReceiver<int> receiver) => await receiver;
}
