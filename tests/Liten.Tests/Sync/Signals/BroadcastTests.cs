using System.Runtime.CompilerServices;
using System.Threading.Channels;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Signals;

/// <summary>Everybody gets everything, or is told exactly how much was missed.</summary>
public sealed class BroadcastTests
{
    private readonly BroadcastSender<int> _sender;
    private readonly BroadcastReceiver<int> _receiver;

    public BroadcastTests() => (_sender, _receiver) = Broadcast.Create<int>(3);

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(3, 3, 0)]
    [InlineData(3, 4, 1)]
    [InlineData(3, 100, 97)]
    [InlineData(5, 6, 1)]
    public void Edge21_Lag_IsExactAndThenTheOldestKeptIsNext(int capacity, int sent, int missed)
    {
        (BroadcastSender<int> sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(capacity);
        for (int i = 0; i < sent; i++)
        {
            Assert.Equal(1, sender.Send(i));
        }

        Assert.Equal(Math.Min(sent, capacity), receiver.Count);
        if (missed > 0)
        {
            Assert.Equal(missed, Assert.Throws<BroadcastLaggedException>(() => Result(receiver.ReceiveAsync())).Missed);
        }

        for (int i = missed; i < sent; i++)
        {
            Assert.True(receiver.TryReceive(out int item));
            Assert.Equal(i, item);
        }

        Assert.False(receiver.TryReceive(out _));
    }

    [Fact]
    public void Edge21_LagOfTryReceive_IsNotTheEnd()
    {
        Send(0, 5);
        BroadcastLaggedException lag = Assert.Throws<BroadcastLaggedException>(() => _receiver.TryReceive(out _));
        Assert.Equal(2, lag.Missed);
        Assert.Contains("2 items", lag.Message);
        Send(5, 1);
        Assert.Equal(1, Assert.Throws<BroadcastLaggedException>(() => _receiver.TryReceive(out _)).Missed);
        Assert.Equal(3, Result(_receiver.ReceiveAsync()));
    }

    [Fact]
    public void Edge21_Close_OverwritesNothing()
    {
        Send(0, 3);
        _sender.Close();
        Assert.Equal(0, _sender.Send(9));

        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(_ => Result(_receiver.ReceiveAsync())));
        Assert.Throws<ChannelClosedException>(() => Result(_receiver.ReceiveAsync()));
        Assert.Throws<ChannelClosedException>(() => _receiver.TryReceive(out _));
    }

    [Fact]
    public void Edge21_CloseBehindALag_LagThenItemsThenTheEnd()
    {
        Send(0, 5);
        _sender.Dispose();
        Assert.Equal(2, Assert.Throws<BroadcastLaggedException>(() => Result(_receiver.ReceiveAsync())).Missed);
        Assert.Equal([2, 3, 4], Enumerable.Range(0, 3).Select(_ => Result(_receiver.ReceiveAsync())));
        Assert.Throws<ChannelClosedException>(() => Result(_receiver.ReceiveAsync()));
    }

    [Fact]
    public async Task Edge21_AwaitForeachAfterALag_GoesOn()
    {
        Send(0, 4);
        await Assert.ThrowsAsync<BroadcastLaggedException>(() => CollectAsync(_receiver));
        _sender.Close();
        Assert.Equal([1, 2, 3], await CollectAsync(_receiver));
    }

    /// <summary>Those who wait get every item, however many they are and however small the ring.</summary>
    [Fact]
    public void Send_RingOfOneAndManyWaiters_NobodyWhoWaitsLags()
    {
        (BroadcastSender<int> sender, BroadcastReceiver<int> first) = Broadcast.Create<int>(1);
        first.Dispose();
        for (int round = 0; round < 200; round++)
        {
            BroadcastReceiver<int>[] receivers = [.. Enumerable.Range(0, 100).Select(_ => sender.Subscribe())];
            LitenTask<int>[] waits = [.. receivers.Select(receiver => receiver.ReceiveAsync())];
            Race.Run(1, _ => sender.Send(1), _ => sender.Send(2));
            Assert.All(waits, wait => Assert.InRange(Result(wait), 1, 2));
            Array.ForEach(receivers, receiver => receiver.Dispose());
        }
    }

    [Fact]
    public void Send_NobodyReceives_SaysSo()
    {
        Assert.Equal(1, _sender.ReceiverCount);
        _receiver.Dispose();
        _receiver.Dispose();
        Assert.Equal(0, _sender.ReceiverCount);
        Assert.Equal(0, _sender.Send(1));
        using BroadcastReceiver<int> receiver = _sender.Subscribe();
        Assert.False(receiver.TryReceive(out _));
        Assert.Equal(1, _sender.Send(2));
        Assert.Equal(2, Result(receiver.ReceiveAsync()));
    }

    [Fact]
    public void Subscribe_SeesWhatIsSentFromThenOn()
    {
        Send(0, 2);
        using BroadcastReceiver<int> late = _sender.Subscribe();
        Assert.Equal(2, _sender.Send(2));
        Assert.Equal(2, Result(late.ReceiveAsync()));
        Assert.Equal(0, late.Count);
        Assert.Equal(3, _receiver.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Create_ImpossibleCapacity_Throws(int capacity)
        => Assert.Equal(capacity, Assert.Throws<ArgumentOutOfRangeException>(() => Broadcast.Create<int>(capacity)).ActualValue);

    [Fact]
    public void Dispose_LastSender_EndsIt()
    {
        BroadcastSender<int> clone = _sender.Clone();
        _sender.Dispose();
        _sender.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _sender.Send(1));
        Assert.Throws<ObjectDisposedException>(_sender.Clone);
        Assert.Throws<ObjectDisposedException>(_sender.Subscribe);
        LitenTask<int> wait = _receiver.ReceiveAsync();
        Assert.Equal(1, clone.Send(1));
        Assert.Equal(1, Result(wait));
        wait = _receiver.ReceiveAsync();
        clone.Dispose();
        Assert.Throws<ChannelClosedException>(() => Result(wait));
    }

    [Fact]
    public void Dispose_Receiver_EndsItsWaitAndRefusesOthers()
    {
        LitenTask<int> wait = _receiver.ReceiveAsync();
        _receiver.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Result(wait));
        Assert.Throws<ObjectDisposedException>(() => _receiver.ReceiveAsync());
        Assert.Throws<ObjectDisposedException>(() => _receiver.TryReceive(out _));
        Assert.Equal(0, _receiver.Count);
    }

    [Fact]
    public void ReceiveAsync_SecondAtOnce_Throws()
    {
        LitenTask<int> first = _receiver.ReceiveAsync();
        Assert.Throws<InvalidOperationException>(() => _receiver.ReceiveAsync());
        Assert.Throws<InvalidOperationException>(() => _receiver.TryReceive(out _));
        Send(1, 1);
        Assert.Equal(1, Result(first));
    }

    [Fact]
    public void Edge03_SendMeetsADecidedWait_ItemIsTheNextOne()
    {
        LitenTask<int> cancelled = _receiver.ReceiveAsync();
        var node = (WaitNode<int>)cancelled.Source!;

        // What a token's callback does, with the send and the next receive in the middle of it.
        Assert.True(node.TryClaim());
        Send(1, 1);
        Assert.Equal(1, Result(_receiver.ReceiveAsync()));
        LitenTask<int> next = _receiver.ReceiveAsync();
        node.SetException(new OperationCanceledException());

        Assert.Throws<OperationCanceledException>(() => Result(cancelled));
        Send(2, 1);
        Assert.Equal(2, Result(next));
    }

    /// <summary>What all have received, what was overwritten, and what only a disposed receiver had not received.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Items_NobodyCanReceiveAnyMore_AreNotReferenced(bool dispose)
    {
        (BroadcastSender<object> sender, BroadcastReceiver<object> receiver) = Broadcast.Create<object>(100);
        using BroadcastReceiver<object> other = sender.Subscribe();
        WeakReference[] items = SendAndReceive(sender, other, dispose ? null : receiver);
        Assert.Equal(!dispose, !IsAlive());
        receiver.Dispose();
        Assert.False(IsAlive());
        Assert.Equal(1, sender.Send(new object()));
        GC.KeepAlive(sender);

        bool IsAlive()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            return items.Any(item => item.IsAlive);
        }
    }

    [Fact]
    public void ManyReceivers_WarmSend_AllocatesNothing()
    {
        BroadcastReceiver<int>[] receivers = [.. Enumerable.Range(0, 20).Select(_ => _sender.Subscribe())];
        LitenTask<int>[] waits = new LitenTask<int>[receivers.Length];
        AllocationMeter.AssertNone(
            () =>
            {
                for (int i = 0; i < receivers.Length; i++)
                {
                    waits[i] = receivers[i].ReceiveAsync();
                }

                _sender.Send(1);
                _receiver.TryReceive(out _);
                for (int i = 0; i < receivers.Length; i++)
                {
                    Result(waits[i]);
                }
            },
            rounds: 300);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] SendAndReceive(BroadcastSender<object> sender, params BroadcastReceiver<object>?[] receivers)
    {
        WeakReference[] items = new WeakReference[90];
        for (int i = 0; i < items.Length; i++)
        {
            object item = new();
            Assert.Equal(2, sender.Send(item));
            items[i] = new WeakReference(item);
        }

        foreach (BroadcastReceiver<object>? receiver in receivers)
        {
            while (receiver?.TryReceive(out _) == true)
            {
            }
        }

        return items;
    }

    private static async Task<List<int>> CollectAsync(BroadcastReceiver<int> receiver)
    {
        List<int> items = [];
        await foreach (int item in receiver)
        {
            items.Add(item);
        }

        return items;
    }

    private void Send(int first, int count)
    {
        foreach (int item in Enumerable.Range(first, count))
        {
            _sender.Send(item);
        }
    }

    private static int Result(LitenTask<int> wait) => wait.GetAwaiter().GetResult();
}
