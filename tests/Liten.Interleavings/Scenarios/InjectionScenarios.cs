namespace Liten.Interleavings;

/// <summary>The injection queue: everything comes out once and in order, and nothing that went in before the close is lost.</summary>
internal static class InjectionScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("injection.push-against-batch-and-close", 44_059, PushAgainstBatchAndClose),
        new("injection.overflow-after-close", 16_332, OverflowAfterClose),
        new("injection.batch-stays-together", 7_598, BatchStaysTogether),
        new("injection.across-a-segment-border", 17_618, AcrossSegmentBorder) { Settings = new() { StoreDelay = 1, SettledStores = ["SpinLatch.cs"] } },
        new("injection.is-empty-before-sleep", 1_281, IsEmptyBeforeSleep) { Preemptions = 3 },
    ];

    // "From now on nothing is accepted; what is queued can still be taken": an accepted item comes out, a refused one does not.
    private static void PushAgainstBatchAndClose(Model model)
    {
        var queue = new InjectionQueue<string>();
        var ring = new WorkStealingQueue<string>(4, 0);
        var ledger = new Ledger<string>();
        model.Actor("pusher", () =>
        {
            bool first = Push(queue, ledger, "first");
            bool second = Push(queue, ledger, "second");
            Expect.That(first || !second);
        });
        model.Actor("worker", () =>
        {
            for (string? item = queue.TryPopBatch(ring, 2, out _); item is not null; item = ring.TryPop())
            {
                ledger.Settle(item);
            }
        });
        model.Actor("closer", () =>
        {
            queue.Close();
            Expect.That(!queue.Push("too late"));
        });
        model.AtEnd(() => EnsureSettled(queue, ledger));
    }

    // "Accepted also after Close": what leaves a full ring was admitted long ago, and nobody else holds it.
    private static void OverflowAfterClose(Model model)
    {
        var queue = new InjectionQueue<string>();
        var ring = new WorkStealingQueue<string>(2, 0);
        var ledger = new Ledger<string>();
        model.Actor("owner", () =>
        {
            for (int i = 0; i < 3; i++)
            {
                ring.PushOrOverflow(ledger.HandOut($"item {i}"), queue);
            }

            while (ring.TryPop() is { } item)
            {
                ledger.Settle(item);
            }
        });
        model.Actor("closer", queue.Close);
        model.Actor("popper", () => Settle(ledger, queue.TryPop()));
        model.AtEnd(() => EnsureSettled(queue, ledger));
    }

    // PushBatch: "All of them, without another thread's item in between".
    private static void BatchStaysTogether(Model model)
    {
        var queue = new InjectionQueue<string>();
        var order = new List<string>();
        model.Actor("batch", () => queue.PushBatch(["a", "b"]));
        model.Actor("single", () => queue.Push("x"));
        model.Actor("popper", () => Add(order, queue.TryPop()));
        model.AtEnd(() =>
        {
            while (queue.TryPop() is { } item)
            {
                order.Add(item);
            }

            Expect.That(string.Concat(order) is "abx" or "xab");
        });
    }

    // The last slot of a segment is filled and the first one of the next, while the emptied segment is retired and used again.
    private static void AcrossSegmentBorder(Model model)
    {
        var queue = new InjectionQueue<string>();
        for (int i = 0; i < InjectionSegment<string>.Capacity - 1; i++)
        {
            queue.Push("filler");
        }

        for (int i = 0; i < InjectionSegment<string>.Capacity - 1; i++)
        {
            queue.TryPop();
            queue.Push("filler");
        }

        while (queue.Count > 1)
        {
            queue.TryPop();
        }

        var order = new List<string>();
        model.Actor("pusher", () =>
        {
            queue.Push("a");
            queue.Push("b");
        });
        model.Actor("popper", () =>
        {
            Add(order, queue.TryPop());
            Add(order, queue.TryPop());
        });
        model.Actor("other", () => queue.Push("x"));
        model.AtEnd(() =>
        {
            while (queue.TryPop() is { } item)
            {
                order.Add(item);
            }

            Expect.That(string.Concat(order) is "fillerabx" or "filleraxb" or "fillerxab");
        });
    }

    // The class comment's steps (1) to (3) of both sides: one of the two sees the other.
    private static void IsEmptyBeforeSleep(Model model)
    {
        var queue = new InjectionQueue<string>();
        var parker = new Parker();
        var sleeps = new Cell();
        var ledger = new Ledger<string>();
        model.Actor("pusher", () =>
        {
            queue.Push(ledger.HandOut("item"));
            Interlocked.MemoryBarrier();
            if (sleeps.Value == 1)
            {
                parker.Unpark();
            }

            // A last step, up to which its stores may be late.
            _ = sleeps.Value;
        });
        model.Actor("worker", () =>
        {
            sleeps.Value = 1;
            Interlocked.MemoryBarrier();
            if (queue.IsEmpty)
            {
                parker.Park();
            }

            Settle(ledger, queue.TryPop());
            ledger.EnsureSettled();
        });
    }

    private static bool Push(InjectionQueue<string> queue, Ledger<string> ledger, string item)
    {
        ledger.HandOut(item);
        bool accepted = queue.Push(item);
        if (!accepted)
        {
            ledger.Settle(item);
        }

        return accepted;
    }

    private static void Add(List<string> order, string? item)
    {
        if (item is not null)
        {
            order.Add(item);
        }
    }

    private static void Settle(Ledger<string> ledger, string? item)
    {
        if (item is not null)
        {
            ledger.Settle(item);
        }
    }

    private static void EnsureSettled(InjectionQueue<string> queue, Ledger<string> ledger)
    {
        while (queue.TryPop() is { } item)
        {
            ledger.Settle(item);
        }

        ledger.EnsureSettled();
    }
}
