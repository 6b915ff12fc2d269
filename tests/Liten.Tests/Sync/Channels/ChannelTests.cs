#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>What goes in comes out, in order, whoever is there first; without a runtime, so the test holds the waits themselves.</summary>
public sealed class ChannelTests
{
    public static TheoryData<int> Capacities => [1, 2, 3, 63, 64, 65, 200, ChannelCore<int>.Unbounded];

    [Theory]
    [MemberData(nameof(Capacities))]
    public void TrySend_UpToTheCapacity_IsReceivedInOrder(int capacity)
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(capacity);
        int fits = Math.Min(capacity, 1000);
        for (int i = 0; i < fits; i++)
        {
            Assert.True(sender.TrySend(i));
        }

        Assert.Equal(capacity > fits, sender.TrySend(fits));
        for (int i = 0; i < fits; i++)
        {
            Assert.True(receiver.TryReceive(out int item));
            Assert.Equal(i, item);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(130)]
    public void SendAsync_FarMoreThanTheCapacity_IsSentInOrderAsPlacesBecomeFree(int capacity)
    {
        const int Items = 500;
        var (sender, receiver) = Mpsc.CreateBounded<int>(capacity);
        LitenTask[] sends = [.. Enumerable.Range(0, Items).Select(i => sender.SendAsync(i))];

        for (int i = 0; i < Items; i++)
        {
            int sent = Math.Min(Items, i + capacity);
            Assert.True(sends[sent - 1].IsCompleted);
            Assert.False(sent < Items && sends[sent].IsCompleted);
            Assert.Equal(i, ChannelWaits.Take(receiver.ReceiveAsync()));
        }

        Assert.All(sends, send => send.Take());
        Assert.Equal(0, receiver.Count);
    }

    /// <summary>Fairness, counted: 0 overtakes. Whoever comes while others wait is served after all of them.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    public void Fairness_WaitingSenders_AreOvertaken0Times(int capacity)
    {
        const int Waiting = 100;
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        for (int i = 0; i < capacity; i++)
        {
            Assert.True(sender.TrySend(-1));
        }

        LitenTask[] sends = [.. Enumerable.Range(0, Waiting).Select(i => sender.SendAsync(i))];
        int overtakes = 0;
        for (int next = 0; next < Waiting;)
        {
            // The place that this frees is taken already: running code finds it full again.
            Assert.True(receiver.TryReceive(out int item));
            overtakes += next + capacity < Waiting && sender.TrySend(-2) ? 1 : 0;
            if (item >= 0)
            {
                Assert.Equal(next++, item);
            }
        }

        Assert.Equal(0, overtakes);
        Assert.All(sends, send => send.Take());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(ChannelCore<int>.Unbounded)]
    public void Fairness_WaitingReceivers_AreOvertaken0Times(int capacity)
    {
        const int Waiting = 100;
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        LitenTask<int>[] receives = [.. Enumerable.Range(0, Waiting).Select(_ => receiver.ReceiveAsync())];
        int overtakes = 0;
        for (int i = 0; i < Waiting; i++)
        {
            Assert.True(sender.TrySend(i));
            overtakes += receiver.TryReceive(out _) ? 1 : 0;
            Assert.True(receives[i].IsCompleted);
        }

        Assert.Equal(0, overtakes);
        Assert.Equal(Enumerable.Range(0, Waiting), receives.Select(ChannelWaits.Take));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(100)]
    public void TrySendMany_ReceiversWaitAndTheRestIsBuffered_OrderHolds(int waiting)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(70);
        LitenTask<int>[] receives = [.. Enumerable.Range(0, waiting).Select(_ => receiver.ReceiveAsync())];

        Assert.Equal(waiting + 70, sender.TrySendMany([.. Enumerable.Range(0, 300)]));

        Assert.Equal(Enumerable.Range(0, waiting), receives.Select(ChannelWaits.Take));
        int[] rest = new int[300];
        Assert.Equal(70, receiver.TryReceiveMany(rest));
        Assert.Equal(Enumerable.Range(waiting, 70), rest.Take(70));
    }

    [Fact]
    public void TryReceiveMany_SendersWait_TakesTheirItemsToo()
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(3);
        LitenTask[] sends = [.. Enumerable.Range(0, 100).Select(i => sender.SendAsync(i))];
        int[] items = new int[98];

        Assert.Equal(98, receiver.TryReceiveMany(items));

        Assert.Equal(Enumerable.Range(0, 98), items);
        Assert.All(sends, send => send.Take());
        Assert.Equal(2, receiver.Count);
    }

    [Fact]
    public void ReceiveManyAsync_TakesWhatIsThere_OrWaitsForOne()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        int[] items = new int[3];
        sender.TrySendMany([1, 2, 3, 4]);

        Assert.Equal(3, ChannelWaits.Take(receiver.ReceiveManyAsync(items)));
        Assert.Equal([1, 2, 3], items);
        Assert.Equal(1, ChannelWaits.Take(receiver.ReceiveManyAsync(items)));

        LitenTask<int> waits = receiver.ReceiveManyAsync(items);
        Assert.False(waits.IsCompleted);
        sender.TrySendMany([5, 6]);
        Assert.Equal(2, Patience.Get(waits.AsTask()));
        Assert.Equal([5, 6], items[..2]);
    }

    [Fact]
    public void ReceiveManyAsync_NoRoom_ThrowsAtTheCall()
        => Assert.Throws<ArgumentException>(() => Mpsc.CreateUnbounded<int>().Receiver.ReceiveManyAsync(Memory<int>.Empty));

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void CreateBounded_NegativeCapacity_Throws(int capacity)
        => Assert.Equal("capacity", Assert.Throws<ArgumentOutOfRangeException>(() => Mpsc.CreateBounded<int>(capacity)).ParamName);

    [Fact]
    public void CreateBounded_UnknownMode_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Mpmc.CreateBounded<int>(1, (System.Threading.Channels.BoundedChannelFullMode)9));

    /// <summary>Count works everywhere and for every kind, and so do the other counters.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(ChannelCore<int>.Unbounded, 3)]
    public void Edge15_Count_WorksForEveryKindOfChannel(int capacity, int buffered)
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(capacity);
        for (int i = 0; i < buffered; i++)
        {
            sender.TrySend(i);
        }

        Assert.Equal((buffered, buffered, capacity, capacity), (sender.Count, receiver.Count, sender.Capacity, receiver.Capacity));
        Assert.Equal(buffered, receiver.AsChannelReader().Count);
        Assert.Equal(buffered > 0, receiver.TryReceive(out _));
        Assert.Equal(Math.Max(0, buffered - 1), receiver.Count);
        Assert.Equal((buffered, Math.Min(1, buffered), 0), (sender.Sent, receiver.Received, receiver.Dropped));
    }

    [Fact]
    public void Edge16_SecondReceiveAtOnce_OnAnMpscReceiver_ThrowsAtTheCall()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        LitenTask<int> first = receiver.ReceiveAsync();

        Assert.Throws<InvalidOperationException>(() => receiver.ReceiveAsync());
        Assert.Throws<InvalidOperationException>(() => receiver.ReceiveManyAsync(new int[1]));
        Assert.Throws<InvalidOperationException>(() => receiver.GetAsyncEnumerator().MoveNextAsync());

        sender.TrySend(1);
        Assert.Equal(1, ChannelWaits.Take(first));
        LitenTask<int> next = receiver.ReceiveAsync();
        sender.TrySend(2);
        Assert.Equal(2, ChannelWaits.Take(next));
    }

    [Fact]
    public void Edge16_CancelledReceive_MakesWayForTheNext()
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(0);
        using var cts = new CancellationTokenSource();
        LitenTask<int> cancelled = receiver.ReceiveAsync(cts.Token);
        cts.Cancel();
        LitenTask<int> next = receiver.ReceiveAsync();
        Assert.True(sender.TrySend(1));
        Assert.Equal(1, ChannelWaits.Take(next));
        Assert.Throws<OperationCanceledException>(() => ChannelWaits.Take(cancelled));
    }

    [Fact]
    public void ToString_TellsTheState()
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(2);
        _ = receiver.ReceiveAsync();
        Assert.Equal("MpmcReceiver<Int32> (0 of 2 buffered, 1 receiving, 0 sending, open)", receiver.ToString());
        sender.Close();
        Assert.Equal("MpmcSender<Int32> (0 of 2 buffered, 0 receiving, 0 sending, closed)", sender.ToString());
        Assert.Equal("MpscSender<String> (0 buffered, 0 receiving, 0 sending, open)", Mpsc.CreateUnbounded<string>().Sender.ToString());
    }
}
