namespace Liten.Interleavings;

/// <summary>The search of several workers, over their real queues: what one of them holds while it blocks is found by another.</summary>
internal static class SearchScenarios
{
    /// <summary>A batch of <see cref="InjectionIntake"/>: as many stale entries are passed over at once.</summary>
    private const int MaxBatch = 128;

    /// <summary>What is empty here all the time, or serves one thread.</summary>
    private static readonly ScenarioSettings s_rings = new()
    {
        Settled = ["InjectionQueue.cs", "LifoSlot.cs", "TimerDriver.cs", "WorkerCounters.cs"],
        SettledStores = ["SpinLatch.cs"],
    };

    public static IEnumerable<Scenario> All =>
    [
        new("search.of-three-workers-for-a-blocked-ones-ring", 902, BlockedWorkersRing) { Preemptions = 1, Settings = s_rings },
        new("search.first-after-many-stale-entries", 6_774, FirstAfterStale) { Preemptions = 1, Settings = new() { SettledStores = ["SpinLatch.cs"] } },
    ];

    // Steps P2 and S2, "looks at all queues": whoever was the last to search has passed the ring of the pusher, and the pusher woke
    // nobody because of it. The job has another one before it, or one alone would wake nobody at all. Three workers, so that a ring can be the last of several to be looked at.
    private static void BlockedWorkersRing(Model model)
    {
        var workers = new SearchModel(3) { Left = 1 };
        var ran = new Parker();
        workers.Park(1);
        workers.PushNext(2);
        model.Actor("searcher", () => workers.Run(0));
        model.Actor("sleeper", () => workers.RunFromSleep(1));
        model.Actor("pusher", () =>
        {
            workers.Push(2, ran.Unpark);
            ran.Park();
        });
        model.AtEnd(() => Expect.That(workers.Left == 0));
    }

    // TakeFirst: "the oldest item that is not stale". Where it gives up looking, it has none, and loses none.
    private static void FirstAfterStale(Model model)
    {
        var queue = new InjectionQueue<WorkItem>();
        var ring = new WorkStealingQueue<WorkItem>();
        var intake = new InjectionIntake(queue, ring, new Clock());
        var ledger = new Ledger<WorkItem>();
        for (int i = 0; i < MaxBatch; i++)
        {
            queue.Push(new Entry { IsStale = true });
        }

        model.Actor("worker", () => Take(intake.TakeFirst()));
        model.Actor("pusher", () => queue.Push(ledger.HandOut(new Entry())));
        model.Actor("popper", () => Take(Live(queue.TryPop())));
        model.AtEnd(() =>
        {
            while ((ring.TryPop() ?? queue.TryPop()) is { } item)
            {
                Take(Live(item));
            }

            ledger.EnsureSettled();
        });

        // What is returned is run; a stale entry must have been passed over before.
        void Take(WorkItem? item)
        {
            if (item is not null)
            {
                ledger.Settle(item);
            }
        }

        static WorkItem? Live(WorkItem? item) => item?.TakeStale() == false ? item : null;
    }

    private sealed class Entry : WorkItem
    {
        public bool IsStale { get; init; }

        internal override bool TakeStale() => IsStale;

        internal override WorkItem? Run(Turn? turn) => null;
    }
}
