namespace Liten.Tests.Queues;

public class LifoSlotTests
{
    private LifoSlot<Numbered> _slot;

    [Fact]
    public void New_IsEmpty()
    {
        Assert.True(_slot.IsEmpty);
        Assert.Null(_slot.TryTake());
    }

    [Fact]
    public void Exchange_Empty_ReturnsNothingAndFills()
    {
        Numbered item = new(1);

        Assert.Null(_slot.Exchange(item));

        Assert.False(_slot.IsEmpty);
        Assert.Same(item, _slot.TryTake());
        Assert.True(_slot.IsEmpty);
        Assert.Null(_slot.TryTake());
    }

    [Fact]
    public void Exchange_Filled_EvictsTheFormer()
    {
        Numbered first = new(1);
        Numbered second = new(2);
        _slot.Exchange(first);

        Assert.Same(first, _slot.Exchange(second));
        Assert.Same(second, _slot.TryTake());
    }

    [Fact]
    public void TryRescue_Filled_TakesTheItem()
    {
        Numbered item = new(1);
        _slot.Exchange(item);

        Assert.Same(item, _slot.TryRescue());
        Assert.Null(_slot.TryRescue());
        Assert.Null(_slot.TryTake());
    }

    [Fact]
    public void TryRescue_OwnerBusy_EachItemHasOneTaker()
    {
        const int Items = 300_000;
        TakeTally tally = new(Items);
        Numbered[] items = Numbered.Create(Items);
        void Rescuer()
        {
            while (!tally.IsComplete)
            {
                long seen = tally.Total;
                TakeIfAny(tally, _slot.TryRescue());

                // Rescuers that never pause keep every processor in fences, and the owner from the slot.
                SpinWait backoff = default;
                while (tally.Total == seen && !tally.IsComplete)
                {
                    backoff.SpinOnce(sleep1Threshold: -1);
                }
            }
        }

        WatchedThreads.Run(
            () => tally.Total,
            () =>
            {
                foreach (Numbered item in items)
                {
                    TakeIfAny(tally, _slot.Exchange(item));
                    if (item.Number % 3 == 0)
                    {
                        TakeIfAny(tally, _slot.TryTake());
                    }
                }

                TakeIfAny(tally, _slot.TryTake());
            },
            Rescuer,
            Rescuer);

        tally.AssertEachExactlyOnce();
    }

    private static void TakeIfAny(TakeTally tally, Numbered? item)
    {
        if (item is not null)
        {
            tally.Take(item);
        }
    }
}
