using System.Runtime.CompilerServices;

namespace Liten.Tests.Queues;

public class RingHeadTests
{
    [Theory]
    [InlineData(0u, 0u, false)]
    [InlineData(uint.MaxValue, uint.MaxValue, false)]
    [InlineData(uint.MaxValue, 0u, true)]
    [InlineData(5u, 8u, true)]
    public void New_AnyIndices_GivesThemBack(uint steal, uint real, bool hasActiveThief)
    {
        RingHead head = new(steal, real);

        Assert.Equal((steal, real, hasActiveThief), (head.Steal, head.Real, head.HasActiveThief));
    }

    [Fact]
    public void AfterPop_NoThief_MovesBothAndWraps() =>
        AssertHead(0, 0, new RingHead(uint.MaxValue, uint.MaxValue).AfterPop());

    [Fact]
    public void AfterPop_ActiveThief_LeavesItsMark() =>
        AssertHead(uint.MaxValue - 1, 0, new RingHead(uint.MaxValue - 1, uint.MaxValue).AfterPop());

    [Fact]
    public void AfterClaim_ThenCopy_MarksTheClaimAndReleasesIt()
    {
        RingHead claimed = new RingHead(uint.MaxValue, uint.MaxValue).AfterClaim(3);

        AssertHead(uint.MaxValue, 2, claimed);
        AssertHead(3, 3, claimed.AfterPop().AfterCopy());
    }

    [Fact]
    public void TryReplace_ChangedMeanwhile_LeavesItAlone()
    {
        ulong word = new RingHead(1, 1).Word;
        RingHead stale = new(0, 1);

        Assert.False(stale.TryReplace(ref word, new RingHead(9, 9)));
        AssertHead(1, 1, RingHead.Read(ref word));
        Assert.True(RingHead.Read(ref word).TryReplace(ref word, new RingHead(9, 9)));
        AssertHead(9, 9, RingHead.Read(ref word));
    }

    [Fact]
    public void Layout_OfTheEnds_KeepsHeadAndTailAndOthersApart()
    {
        RingEnds ends = default;
        ref byte start = ref Unsafe.As<RingEnds, byte>(ref ends);
        nint head = Unsafe.ByteOffset(ref start, ref Unsafe.As<ulong, byte>(ref ends.Head));
        nint tail = Unsafe.ByteOffset(ref start, ref Unsafe.As<uint, byte>(ref ends.Tail));

        Assert.True(head >= 120);
        Assert.True(tail - head >= 128);
        Assert.True(Unsafe.SizeOf<RingEnds>() - tail >= 128);
    }

    private static void AssertHead(uint steal, uint real, RingHead head) =>
        Assert.Equal((steal, real), (head.Steal, head.Real));
}
