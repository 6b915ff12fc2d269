using System.Runtime.CompilerServices;

namespace Liten.Tests.Queues;

/// <summary>The ring as others find it in the middle of a steal: after the claim, before the items are copied.</summary>
public class ActiveThiefTests
{
    private readonly WorkStealingQueue<Numbered> _ring = new(8, uint.MaxValue - 2);
    private readonly WorkStealingQueue<Numbered> _thief = new(8);
    private readonly InjectionQueue<Numbered> _injection = new();

    [Fact]
    public void StealInto_AnotherThiefAtWork_TakesNothingUntilItIsDone()
    {
        FillAndClaim();

        Assert.Null(_ring.AsStealer().StealInto(_thief, out int stolen));
        Assert.Equal((0, 0, 4), (stolen, _thief.Count, _ring.Count));

        Thief<Numbered>.ReleaseClaim(_ring);
        Assert.Equal(4, _ring.AsStealer().StealInto(_thief, out stolen)?.Number);
        Assert.Equal(2, stolen);
    }

    [Fact]
    public void TryPop_ThiefAtWork_StartsBehindTheClaim()
    {
        FillAndClaim();

        Assert.Equal([4, 5, 6, 7], Enumerable.Range(0, 4).Select(_ => _ring.TryPop()!.Number));
        Assert.Null(_ring.TryPop());
    }

    [Fact]
    public void TryPush_ThiefAtWork_LeavesTheClaimedSlotsAlone()
    {
        FillAndClaim();
        _ring.TryPop();
        Assert.Equal(0, _ring.FreeSlots);
        Assert.False(_ring.TryPush(new Numbered(8)));

        Thief<Numbered>.ReleaseClaim(_ring);

        Assert.Equal(5, _ring.FreeSlots);
        Assert.True(_ring.TryPush(new Numbered(8)));
    }

    [Fact]
    public void PushOrOverflow_ThiefAtWork_SendsTheItemAlone()
    {
        FillAndClaim();

        Assert.True(_ring.PushOrOverflow(new Numbered(8), _injection));

        Assert.Equal((4, 1), (_ring.Count, _injection.Count));
        Assert.Equal(8, _injection.TryPop()?.Number);
        Assert.Equal(4, _ring.TryPop()?.Number);
    }

    [Fact]
    public void TryPopBatch_ThiefAtWork_FillsOnlyWhatIsFree()
    {
        FillAndClaim();
        _injection.PushBatch(Numbered.Create(3));

        Assert.NotNull(_injection.TryPopBatch(_ring, 3, out int taken));
        Assert.Equal((1, 2, 4), (taken, _injection.Count, _ring.Count));
    }

    private void FillAndClaim()
    {
        foreach (Numbered item in Numbered.Create(8))
        {
            Assert.True(_ring.TryPush(item));
        }

        Assert.True(Thief<Numbered>.TryClaim(_ring, 4, out _, out int count));
        Assert.Equal(4, count);
    }

    // Generic itself, because an accessor's type parameters have to be those of the type it looks into.
    private static class Thief<T>
        where T : class
    {
        [UnsafeAccessor(UnsafeAccessorKind.Method)]
        public static extern bool TryClaim(WorkStealingQueue<T> ring, int atMost, out uint first, out int count);

        [UnsafeAccessor(UnsafeAccessorKind.Method)]
        public static extern void ReleaseClaim(WorkStealingQueue<T> ring);
    }
}
