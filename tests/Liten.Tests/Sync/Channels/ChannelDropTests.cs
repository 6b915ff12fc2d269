using System.Threading.Channels;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>Channels that drop instead of waiting: which item goes, who hears of it, and how often.</summary>
public sealed class ChannelDropTests
{
    public static TheoryData<BoundedChannelFullMode, int> Modes => new(
        from mode in new[] { BoundedChannelFullMode.DropNewest, BoundedChannelFullMode.DropOldest, BoundedChannelFullMode.DropWrite }
        from capacity in new[] { 0, 1, 2, 64, 100 }
        select (mode, capacity));

    [Theory]
    [MemberData(nameof(Modes))]
    public void Edge10_DroppedItems_ReachOnDroppedOnceAtEveryCapacity(BoundedChannelFullMode mode, int capacity)
    {
        const int Items = 300;
        var dropped = new List<int>();
        var (sender, receiver) = Mpsc.CreateBounded<int>(capacity, mode, dropped.Add);
        for (int i = 0; i < Items; i++)
        {
            Assert.True(sender.TrySend(i));
        }

        int[] left = new int[Items];
        left = left[..receiver.TryReceiveMany(left)];

        Assert.Equal(Expected(mode, capacity, Items), left);
        Assert.Equal(Enumerable.Range(0, Items), dropped.Concat(left).Order());
        Assert.Equal((Items, Items - capacity, capacity), (sender.Sent, sender.Dropped, receiver.Received));
    }

    /// <summary>The handler may use the channel itself: no latch is held. With one held this would hang.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void Edge10_OnDropped_IsCalledOutsideTheLatch(BoundedChannelFullMode mode, int capacity)
    {
        MpscSender<int>? self = null;
        var counts = new List<(int, long)>();
        var (sender, receiver) = Mpsc.CreateBounded<int>(capacity, mode, _ => counts.Add((self!.Count, self.Dropped)));
        self = sender;
        for (int i = 0; i < capacity + 2; i++)
        {
            sender.TrySend(i);
        }

        Assert.Equal([(capacity, 1L), (capacity, 2L)], counts);
        receiver.Dispose();
        Assert.Equal(capacity + 2, counts.Count);
        Assert.All(counts.Skip(2), count => Assert.Equal((0, capacity + 2), count));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Edge11_InDropModes_TrySendIsTrueAndDroppedCounts(BoundedChannelFullMode mode, int capacity)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity, mode);
        for (int i = 0; i < capacity; i++)
        {
            Assert.True(sender.TrySend(i));
            Assert.Equal(0, sender.Dropped);
        }

        Assert.True(sender.TrySend(-1));
        sender.SendAsync(-2).Take();
        Assert.Equal(100, sender.TrySendMany(new int[100]));
        Assert.Equal((102, 102), (sender.Dropped, receiver.Dropped));
        Assert.Equal(capacity, receiver.Count);
        sender.Close();
        Assert.False(sender.TrySend(0));
        Assert.Equal(102, sender.Dropped);
    }

    [Theory]
    [InlineData(BoundedChannelFullMode.DropWrite)]
    [InlineData(BoundedChannelFullMode.DropOldest)]
    public void TrySend_WaitingReceiver_GetsTheItemAndNothingIsDropped(BoundedChannelFullMode mode)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(0, mode);
        LitenTask<int> receive = receiver.ReceiveAsync();
        Assert.True(sender.TrySend(1));
        Assert.Equal(1, receive.Take());
        Assert.Equal(0, sender.Dropped);
    }

    [Fact]
    public void OnDropped_ThatThrows_ComesOutOfTheCallAndLosesNothing()
    {
        var told = new List<int>();
        var (sender, receiver) = Mpsc.CreateBounded<int>(3, BoundedChannelFullMode.DropOldest, item =>
        {
            told.Add(item);
            throw new FormatException($"{item}");
        });
        sender.TrySendMany([0, 1, 2]);
        Assert.Equal("0", Assert.Throws<FormatException>(() => sender.TrySend(3)).Message);
        Assert.Equal(3, receiver.Count);
        Assert.Equal("1", Assert.Throws<FormatException>(receiver.Dispose).Message);
        Assert.Equal([0, 1, 2, 3], told);
        receiver.Dispose();
        Assert.Equal(4, told.Count);
    }

    private static IEnumerable<int> Expected(BoundedChannelFullMode mode, int capacity, int items) => mode switch
    {
        BoundedChannelFullMode.DropOldest => Enumerable.Range(items - capacity, capacity),
        BoundedChannelFullMode.DropNewest => Enumerable.Range(0, Math.Max(0, capacity - 1)).Concat(Enumerable.Repeat(items - 1, Math.Min(1, capacity))),
        _ => Enumerable.Range(0, capacity),
    };
}
