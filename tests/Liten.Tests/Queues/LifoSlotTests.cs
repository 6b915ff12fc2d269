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
        Ledger ledger = new(Items);
        Numbered[] items = Numbered.Create(Items);
        void Rescuer()
        {
            while (!ledger.IsComplete)
            {
                long seen = ledger.Total;
                TakeIfAny(ledger, _slot.TryRescue());

                // Rescuers that never pause keep every processor in fences, and the owner from the slot.
                SpinWait backoff = default;
                while (ledger.Total == seen && !ledger.IsComplete)
                {
                    backoff.SpinOnce(sleep1Threshold: -1);
                }
            }
        }

        WatchedThreads.Run(
            () => ledger.Total,
            () =>
            {
                foreach (Numbered item in items)
                {
                    TakeIfAny(ledger, _slot.Exchange(item));
                    if (item.Number % 3 == 0)
                    {
                        TakeIfAny(ledger, _slot.TryTake());
                    }
                }

                TakeIfAny(ledger, _slot.TryTake());
            },
            Rescuer,
            Rescuer);

        ledger.AssertEachExactlyOnce();
    }

    private static void TakeIfAny(Ledger ledger, Numbered? item)
    {
        if (item is not null)
        {
            ledger.Take(item);
        }
    }
}
