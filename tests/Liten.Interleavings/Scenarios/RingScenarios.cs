namespace Liten.Interleavings;

/// <summary>The ring of a worker: its owner pushes and pops, thieves take halves. Nothing is lost or taken twice.</summary>
internal static class RingScenarios
{
    private const uint NearWrap = uint.MaxValue - 1;

    public static IEnumerable<Scenario> All =>
    [
        new("ring.owner-and-2-thieves", 18_654, model => Run(model, capacity: 4, items: 4, thieves: 2)),
        new("ring.owner-and-thief-wrapping", 13_530, model => Run(model, capacity: 2, items: 4, thieves: 1)) { Preemptions = 3 },
        new("ring.overflow-against-thief", 6_020, model => Run(model, capacity: 2, items: 3, thieves: 1, pops: 1)) { Preemptions = 3 },
        new("ring.last-item", 13_760, model => Run(model, capacity: 4, items: 1, thieves: 2)) { Preemptions = 3 },
        new("ring.thieves-of-each-other", 1_682, StealFromEachOther),
        new("ring.batch-moved-in", 23_672, MoveInBatch),
        new("ring.discard-against-2-thieves", 33_386, DiscardAgainstThieves),
        new("ring.discard-and-refill", 11_746, DiscardAndRefill) { Preemptions = 3 },
    ];

    private static void Run(Model model, int capacity, int items, int thieves, int pops = int.MaxValue)
    {
        var ring = new WorkStealingQueue<string>(capacity, NearWrap);
        var overflow = new InjectionQueue<string>();
        var ledger = new Ledger<string>();
        bool foundEmpty = false;
        model.Actor("owner", () =>
        {
            for (int i = 0; i < items; i++)
            {
                ring.PushOrOverflow(ledger.HandOut($"item {i}"), overflow);
            }

            int popped = 0;
            for (; popped < pops && ring.TryPop() is { } item; popped++)
            {
                ledger.Settle(item);
            }

            foundEmpty = popped < pops;
        });
        for (int i = 1; i <= thieves; i++)
        {
            model.Actor($"thief {i}", () =>
            {
                var own = new WorkStealingQueue<string>(capacity, NearWrap);
                for (string? item = ring.AsStealer().StealInto(own, out _); item is not null; item = own.TryPop())
                {
                    ledger.Settle(item);
                }
            });
        }

        model.AtEnd(() =>
        {
            // Nobody but the owner pushes, so a ring that it has found empty stays so.
            Expect.That(!foundEmpty || ring.Count == 0);
            DrainAtEnd(ledger, ring, overflow);
            ledger.EnsureSettled();
        });
    }

    private static void StealFromEachOther(Model model)
    {
        WorkStealingQueue<string>[] rings = [new(4, NearWrap), new(4, NearWrap)];
        var overflow = new InjectionQueue<string>();
        var ledger = new Ledger<string>();
        for (int i = 0; i < 2; i++)
        {
            WorkStealingQueue<string> own = rings[i];
            WorkStealingQueue<string> other = rings[1 - i];
            string name = $"worker {i}";
            model.Actor(name, () =>
            {
                own.PushOrOverflow(ledger.HandOut(name + " first"), overflow);
                own.PushOrOverflow(ledger.HandOut(name + " second"), overflow);
                if (other.AsStealer().StealInto(own, out _) is { } stolen)
                {
                    ledger.Settle(stolen);
                }

                if (own.TryPop() is { } popped)
                {
                    ledger.Settle(popped);
                }
            });
        }

        model.AtEnd(() =>
        {
            DrainAtEnd(ledger, rings[0], overflow);
            DrainAtEnd(ledger, rings[1], overflow);
            ledger.EnsureSettled();
        });
    }

    private static void MoveInBatch(Model model)
    {
        var ring = new WorkStealingQueue<string>(4, NearWrap);
        var injection = new InjectionQueue<string>();
        var ledger = new Ledger<string>();
        injection.Push(ledger.HandOut("first"));
        injection.Push(ledger.HandOut("second"));
        injection.Push(ledger.HandOut("third"));
        model.Actor("owner", () =>
        {
            for (string? item = injection.TryPopBatch(ring, 3, out _); item is not null; item = ring.TryPop())
            {
                ledger.Settle(item);
            }
        });
        model.Actor("thief", () =>
        {
            var own = new WorkStealingQueue<string>(4, NearWrap);
            for (string? item = ring.AsStealer().StealInto(own, out _); item is not null; item = own.TryPop())
            {
                ledger.Settle(item);
            }
        });
        model.Actor("outsider", () => injection.Push(ledger.HandOut("fourth")));
        model.AtEnd(() =>
        {
            DrainAtEnd(ledger, ring, injection);
            ledger.EnsureSettled();
        });
    }

    /// <summary>The owner drops the stale ones of a full ring while thieves are at work: each item comes out once, dropped or taken.</summary>
    private static void DiscardAgainstThieves(Model model) => Discard(model, capacity: 4, thieves: 2, stale: [0, 2]);

    /// <summary>The ring is full again at once, and thieves that looked before the discard meet the next lap.</summary>
    private static void DiscardAndRefill(Model model) => Discard(model, capacity: 2, thieves: 1, stale: [1]);

    private static void Discard(Model model, int capacity, int thieves, int[] stale)
    {
        var ring = new WorkStealingQueue<string>(capacity, NearWrap);
        var overflow = new InjectionQueue<string>();
        var ledger = new Ledger<string>();
        for (int i = 0; i < capacity; i++)
        {
            ring.TryPush(ledger.HandOut(stale.Contains(i) ? $"stale {i}" : $"item {i}"));
        }

        model.Actor("owner", () =>
        {
            ring.DiscardFromFull(IsStale);
            ring.PushOrOverflow(ledger.HandOut("new 1"), overflow);
            ring.PushOrOverflow(ledger.HandOut("new 2"), overflow);
            while (ring.TryPop() is { } item)
            {
                ledger.Settle(item);
            }
        });
        for (int i = 1; i <= thieves; i++)
        {
            model.Actor($"thief {i}", () =>
            {
                var own = new WorkStealingQueue<string>(capacity, NearWrap);
                for (string? item = ring.AsStealer().StealInto(own, out _); item is not null; item = own.TryPop())
                {
                    ledger.Settle(item);
                }
            });
        }

        model.AtEnd(() =>
        {
            DrainAtEnd(ledger, ring, overflow);
            ledger.EnsureSettled();
        });

        bool IsStale(string item)
        {
            bool drops = item.StartsWith("stale", StringComparison.Ordinal);
            if (drops)
            {
                ledger.Settle(item);
            }

            return drops;
        }
    }

    private static void DrainAtEnd(Ledger<string> ledger, WorkStealingQueue<string> ring, InjectionQueue<string> overflow)
    {
        while ((ring.TryPop() ?? overflow.TryPop()) is { } item)
        {
            ledger.Settle(item);
        }
    }
}
