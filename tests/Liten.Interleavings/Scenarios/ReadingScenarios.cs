namespace Liten.Interleavings;

/// <summary>
/// OpenWait: "what is waited for, if the wait is in that use before and after the look". Whoever looks at a wait while it ends is
/// told what its own task waits for, and never what the next one does that uses the same node.
/// </summary>
internal static class ReadingScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("reading.wait-against-the-next-user-of-its-node", 15_524, NextUser),
        new("reading.holder-against-a-grant", 1_542, Grant) { Preemptions = 1 },
        new("reading.continuation-against-the-end", 14_116, Continuation),
    ];

    private static void NextUser(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        var place = new OnePlace();
        JoinHandle<int> task = lab.Begin(async LitenTask<int> () => await receiver);
        lab.Worker("worker", () =>
        {
            sender.TrySend(1);
            lab.RunAll();
            lab.Spawn(async LitenTask<int> () => await place.Wait(CancellationToken.None));
            lab.RunAll();
        });
        model.Actor("reader", () => Assert.DoesNotContain(nameof(OnePlace), task.ReadWait().Target.Text));
        lab.AtEnd(() => place.Give(2));
    }

    /// <summary>The new holder of a lock is named before its wait ends; a reader must not take the two for a wait for itself.</summary>
    private static void Grant(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        var mutex = new AsyncMutex();
        lab.Begin(async LitenTask<int> () =>
        {
            using AsyncMutexGuard guard = await mutex.LockAsync();
            return await receiver;
        });
        JoinHandle<int> waiting = lab.Begin(async LitenTask<int> () =>
        {
            using AsyncMutexGuard guard = await mutex.LockAsync();
            return 0;
        });
        lab.Worker("worker", () =>
        {
            sender.TrySend(1);
            lab.RunAll();
        });
        model.Actor("reader", () =>
        {
            CallList.Batch batch = default;
            Span<OpenWait> waits = batch;
            foreach (OpenWait wait in waits[..waiting.PeekWaits(waits)])
            {
                Assert.NotSame(waiting, wait.ReadBlockers().Scope);
            }
        });
        lab.AtEnd(() => Assert.True(waiting.IsCompleted));
    }

    /// <summary>What a box names as its caller is an item of the same task, or nothing, if its use is the same before and after.</summary>
    private static void Continuation(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        var place = new OnePlace();
        JoinHandle<int> task = lab.Begin(async LitenTask<int> () => await Inner(async LitenTask<int> () => await receiver));
        WorkItem call = Assert.Single(task.PeekCalls(2));
        uint use = call.Use;
        lab.Worker("worker", () =>
        {
            sender.TrySend(1);
            lab.RunAll();
            lab.Spawn(async LitenTask<int> () => await Inner(async LitenTask<int> () => await place.Wait(CancellationToken.None)));
            lab.RunAll();
        });
        model.Actor("reader", () =>
        {
            object? caller = call.Caller;
            ReadFence.Pass();
            Assert.True(call.Use != use || caller is null or AwaitSource);
            AbortScope? owner = (caller as WorkItem)?.Owner;
            Assert.True(call.Use != use || caller is null || owner == task || owner is null);
        });
        lab.AtEnd(() => place.Give(2));
    }

    private static async LitenTask<int> Inner(Func<LitenTask<int>> inmost) => await inmost();
}
