using Liten.Tests.Primitives;

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
    public void TryTake_OwnerAndThieves_EachItemHasOneTaker()
    {
        const int Items = 1_000_000;
        Ledger ledger = new(Items);
        Numbered[] items = Numbered.Create(Items);
        void Thief()
        {
            while (!ledger.IsComplete)
            {
                TakeIfAny(ledger, _slot.TryTake());
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
            Thief,
            Thief);

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
