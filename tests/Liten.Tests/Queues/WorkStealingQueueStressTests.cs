namespace Liten.Tests.Queues;

public class WorkStealingQueueStressTests
{
    private const int Items = 1_000_000;

    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 2)]
    [InlineData(256, 1)]
    [InlineData(256, 3)]
    public void Steal_OwnerOverflowsAndPops_EachItemIsTakenOnce(int capacity, int thieves)
    {
        WorkStealingQueue<Numbered> ring = new(capacity);
        InjectionQueue<Numbered> injection = new();
        TakeTally tally = new(Items);
        Numbered[] items = Numbered.Create(Items);
        void Owner()
        {
            foreach (Numbered item in items)
            {
                ring.PushOrOverflow(item, injection);
                if (item.Number % 4 == 0)
                {
                    TakeIfAny(tally, ring.TryPop());
                }
            }

            RunWorker(ring, ring.AsStealer(), injection, tally);
        }

        void Thief() => RunWorker(new WorkStealingQueue<Numbered>(capacity), ring.AsStealer(), injection, tally);

        WatchedThreads.Run(() => tally.Total, [Owner, .. Enumerable.Repeat((Action)Thief, thieves)]);

        tally.AssertEachExactlyOnce();
        Assert.Equal((0, 0, capacity), (ring.Count, injection.Count, ring.FreeSlots));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(256)]
    public void Steal_TwoWorkersFromEachOther_EachItemIsTakenOnce(int capacity)
    {
        WorkStealingQueue<Numbered>[] rings = [new(capacity), new(capacity)];
        InjectionQueue<Numbered> injection = new();
        TakeTally tally = new(Items);
        Numbered[] items = Numbered.Create(Items);
        void Worker(int self)
        {
            for (int i = self; i < Items; i += 2)
            {
                rings[self].PushOrOverflow(items[i], injection);
                if (i % 8 < 2)
                {
                    TakeIfAny(tally, rings[1 - self].AsStealer().StealInto(rings[self], out _));
                    TakeIfAny(tally, rings[self].TryPop());
                }
            }

            RunWorker(rings[self], rings[1 - self].AsStealer(), injection, tally);
        }

        WatchedThreads.Run(() => tally.Total, () => Worker(0), () => Worker(1));

        tally.AssertEachExactlyOnce();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(256)]
    public void Steal_OwnerPopsToo_EachTakerSeesTheItemsInOrder(int capacity)
    {
        WorkStealingQueue<Numbered> ring = new(capacity);
        TakeTally tally = new(Items);
        Numbered[] items = Numbered.Create(Items);

        WatchedThreads.Run(
            () => tally.Total,
            () =>
            {
                InOrder taken = new(tally);
                foreach (Numbered item in items)
                {
                    while (!ring.TryPush(item))
                    {
                        taken.TakeIfAny(ring.TryPop());
                    }
                }

                while (!tally.IsComplete)
                {
                    taken.TakeIfAny(ring.TryPop());
                }
            },
            () =>
            {
                InOrder taken = new(tally);
                WorkStealingQueue<Numbered> own = new(capacity);
                while (!tally.IsComplete)
                {
                    taken.TakeIfAny(ring.AsStealer().StealInto(own, out _));
                    while (own.TryPop() is { } item)
                    {
                        taken.TakeIfAny(item);
                    }
                }
            });

        tally.AssertEachExactlyOnce();
    }

    private static void RunWorker(
        WorkStealingQueue<Numbered> own, WorkStealingQueue<Numbered>.Stealer victim, InjectionQueue<Numbered> injection, TakeTally tally)
    {
        SpinWait backoff = default;
        while (!tally.IsComplete)
        {
            Numbered? item = own.TryPop()
                ?? injection.TryPopBatch(own, 32, out _)
                ?? (victim.Equals(own.AsStealer()) ? null : victim.StealInto(own, out _));
            if (item is null)
            {
                backoff.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            backoff.Reset();
            tally.Take(item);
        }
    }

    private static void TakeIfAny(TakeTally tally, Numbered? item)
    {
        if (item is not null)
        {
            tally.Take(item);
        }
    }

    private sealed class InOrder(TakeTally tally)
    {
        private int _last = -1;

        public void TakeIfAny(Numbered? item)
        {
            if (item is not null)
            {
                Assert.True(item.Number > _last, $"{item.Number} came after {_last}");
                _last = item.Number;
                tally.Take(item);
            }
        }
    }
}
