namespace Liten.Interleavings;

/// <summary>Memory is full once while queues and pools take something in. See <see cref="FailureScenarios"/>.</summary>
internal static class FailureScenariosOfQueues
{
    private const int RingCapacity = 4;

    private static readonly ScenarioSettings s_queue = FailureScenarios.Settings with { FailingAllocations = ["InjectionQueue.cs", "InjectionSegment.cs"] };
    private static readonly ScenarioSettings s_pool = FailureScenarios.Settings with { FailingAllocations = ["ObjectPool.cs", "LocalPools.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("memory.batch-across-a-segment-border", 248, BatchAcrossBorder) { Settings = s_queue },
        new("memory.overflow-into-a-new-segment", 636, OverflowIntoNewSegment) { Settings = s_queue },
        new("memory.overflow-of-an-evicted-item", 95, OverflowOfEvicted) { Settings = s_queue, Preemptions = 1 },
        new("memory.pool-return", 75, PoolReturn) { Settings = s_pool },
    ];

    private static void BatchAcrossBorder(Model model)
    {
        InjectionQueue<string> queue = FullMemory.NearlyFullQueue();
        var ledger = new Ledger<string>();
        model.Actor("pusher", () =>
        {
            string[] batch = ["a", "b", "c"];
            if (FullMemory.Allows(() => queue.PushBatch(batch)))
            {
                Array.ForEach(batch, item => ledger.HandOut(item));
            }

            FullMemory.Push(queue, ledger, "later");
        });
        model.Actor("popper", () => Expect.That(queue.TryPop() is FullMemory.Filler));
        model.AtEnd(() => FullMemory.EnsureInOrder(queue, ledger));
    }

    // What lay in the ring was there before, so it still comes out; only the item in hand may be refused.
    private static void OverflowIntoNewSegment(Model model)
    {
        InjectionQueue<string> queue = FullMemory.NearlyFullQueue();
        var ring = new WorkStealingQueue<string>(RingCapacity, 0);
        var thiefs = new WorkStealingQueue<string>(RingCapacity, 0);
        var ledger = new Ledger<string>();
        model.Actor("owner", () =>
        {
            for (int i = 0; i <= RingCapacity; i++)
            {
                string item = $"item {i}";
                if (FullMemory.Allows(() => ring.PushOrOverflow(item, queue)))
                {
                    ledger.HandOut(item);
                }
            }

            FullMemory.Push(queue, ledger, "later");
        });
        model.Actor("thief", () =>
        {
            if (ring.AsStealer().StealInto(thiefs, out _) is { } stolen)
            {
                thiefs.TryPush(stolen);
            }
        });
        model.AtEnd(() =>
        {
            Drain(ring, ledger);
            Drain(thiefs, ledger);
            FullMemory.EnsureInOrder(queue, ledger);
        });
    }

    // The item that leaves the LIFO slot for a new one was accepted long ago: it is not lost with the refused push.
    private static void OverflowOfEvicted(Model model)
    {
        var host = new TaskHost("", new RuntimeHooks(), int.MaxValue);
        var clock = new Clock();
        var injection = new InjectionQueue<WorkItem>();
        var search = new WorkSearch(injection, new TimerDriver(clock, static () => { }), clock, host.NewTurn(isWorker: true), seed: 1);
        var ledger = new Ledger<WorkItem>();
        while (injection.Count < InjectionSegment<WorkItem>.Capacity - 1)
        {
            injection.Push(ledger.HandOut(new Item()));
        }

        for (int i = 0; i <= WorkStealingQueue<WorkItem>.DefaultCapacity; i++)
        {
            search.PushNext(ledger.HandOut(new Item()));
        }

        model.Actor("owner", () =>
        {
            for (int i = 0; i < 2; i++)
            {
                var item = new Item();
                if (FullMemory.Allows(() => search.PushNext(item)))
                {
                    ledger.HandOut(item);
                }
            }
        });
        model.Actor("popper", () => FullMemory.Settle(ledger, injection.TryPop()));
        model.AtEnd(() =>
        {
            while (search.Next() is { } item)
            {
                ledger.Settle(item);
            }

            ledger.EnsureSettled();
        });
    }

    // A pool is a cache: where it cannot keep an object it drops it, and whoever gives it back does not hear of it.
    private static void PoolReturn(Model model)
    {
        const int ObjectsPerThread = 32;
        var pool = new ObjectPool<object>();
        var taken = new HashSet<object>();
        model.Actor("giver", () =>
        {
            PoolLimits.ObjectsPerThread = ObjectsPerThread;
            for (int i = 0; i <= ObjectsPerThread; i++)
            {
                pool.Return(new object());
            }

            TakeAll();
        });
        model.Actor("taker", () =>
        {
            PoolLimits.ObjectsPerThread = ObjectsPerThread;
            FullMemory.Allows(TakeAll);
        });
        model.AtEnd(TakeAll);

        void TakeAll()
        {
            while (pool.TryRent() is { } item)
            {
                Expect.That(taken.Add(item));
            }
        }
    }

    private static void Drain(WorkStealingQueue<string> ring, Ledger<string> ledger)
    {
        while (ring.TryPop() is { } item)
        {
            ledger.Settle(item);
        }
    }

    private sealed class Item : WorkItem
    {
        internal override WorkItem? Run(Turn? turn) => null;
    }
}
