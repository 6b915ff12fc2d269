#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>Capacity 0: the channel owns no item; whoever comes second claims the first.</summary>
public sealed class ChannelRendezvousTests
{
    [Fact]
    public void Edge19_TrySend_SucceedsOnlyAgainstAWaitingReceiver()
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(0);
        Assert.False(sender.TrySend(1));
        Assert.Equal(0, sender.TrySendMany([1, 2]));

        LitenTask<int> receive = receiver.ReceiveAsync();
        Assert.Equal(1, sender.TrySendMany([3, 4]));
        Assert.Equal(3, receive.Take());
        Assert.False(sender.TrySend(5));
        Assert.Equal((1, 0), (sender.Sent, sender.Count));
    }

    [Fact]
    public void Edge19_TryReceive_SucceedsOnlyAgainstAWaitingSender()
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(0);
        Assert.False(receiver.TryReceive(out _));
        LitenTask send = sender.SendAsync(1);
        Assert.False(send.IsCompleted);
        Assert.Equal(0, receiver.Count);
        Assert.True(receiver.TryReceive(out int item));
        Assert.Equal(1, item);
        send.Take();
        Assert.False(receiver.TryReceive(out _));
    }

    [Fact]
    public void Edge19_Channel_OwnsNoItem()
    {
        var dropped = new List<object>();
        var (sender, receiver) = Mpsc.CreateBounded<object>(0, onDropped: dropped.Add);
        LitenTask send = sender.SendAsync(new object());
        receiver.Dispose();
        Assert.Throws<System.Threading.Channels.ChannelClosedException>(() => send.Take());
        Assert.Empty(dropped);
        Assert.Equal((0, 0), (sender.Sent, sender.Dropped));
    }

    [Fact]
    public void Edge19_ReceiveManyAsync_TakesFromAllWaitingSenders()
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(0);
        LitenTask[] sends = [.. Enumerable.Range(0, 5).Select(i => sender.SendAsync(i))];
        int[] items = new int[4];
        Assert.Equal(4, receiver.ReceiveManyAsync(items).Take());
        Assert.Equal([0, 1, 2, 3], items);
        Assert.Equal([true, true, true, true, false], sends.Select(send => send.IsCompleted));
    }
}
