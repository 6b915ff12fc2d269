using System.Threading.Channels;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>How a channel ends, by hand or because a side is gone, and who hears of it.</summary>
public sealed class ChannelEndTests
{
    private static readonly int[] s_rest = new int[8];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(100)]
    public void Close_AnyNumberOfWaits_EndsThemAll(int waiting)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(0);
        var (fullSender, fullReceiver) = Mpmc.CreateBounded<int>(1);
        fullSender.TrySend(0);
        LitenTask<int>[] receives = [.. Enumerable.Range(0, waiting).Select(_ => receiver.ReceiveAsync())];
        LitenTask[] sends = [.. Enumerable.Range(0, waiting).Select(i => fullSender.SendAsync(i))];

        sender.Close();
        fullSender.Close();
        fullSender.Close(new FormatException("too late"));

        Assert.All(receives, receive => Assert.Throws<ChannelClosedException>(() => ChannelWaits.Take(receive)));
        Assert.All(sends, send => Assert.Throws<ChannelClosedException>(() => send.Take()));
        Assert.Equal(1, fullReceiver.TryReceiveMany(s_rest));
        Assert.Null(Assert.Throws<ChannelClosedException>(() => ChannelWaits.Take(fullReceiver.ReceiveAsync())).InnerException);
    }

    [Fact]
    public void Sender_LastDisposed_EndsTheChannelAfterItsItems()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        MpscSender<int> second = sender.Clone();
        sender.TrySend(1);

        // Twice by the same one is once.
        sender.Dispose();
        sender.Dispose();
        Assert.True(second.TrySend(2));
        Assert.False(second.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => sender.TrySend(3));
        Assert.Throws<ObjectDisposedException>(() => sender.Clone());
        second.Dispose();

        Assert.True(second.IsClosed);
        Assert.False(receiver.IsClosed);
        Assert.Equal((1, 2), (ChannelWaits.Take(receiver.ReceiveAsync()), ChannelWaits.Take(receiver.ReceiveAsync())));
        Assert.True(receiver.IsClosed);
        Assert.False(receiver.TryReceive(out _));
        Assert.Equal(0, ChannelWaits.Take(receiver.ReceiveManyAsync(s_rest)));
    }

    [Fact]
    public void Sender_LastDisposed_EndsTheWaitingReceive()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        LitenTask<int> receive = receiver.ReceiveAsync();
        sender.Dispose();
        Assert.Throws<ChannelClosedException>(() => ChannelWaits.Take(receive));
    }

    [Fact]
    public void Receiver_Close_RefusesSendsAndKeepsItems()
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(1);
        sender.TrySend(1);
        LitenTask waits = sender.SendAsync(2);
        receiver.Close();
        Assert.Throws<ChannelClosedException>(() => waits.Take());
        Assert.Equal(1, ChannelWaits.Take(receiver.ReceiveAsync()));
    }

    [Fact]
    public void Receiver_OneOfTwoDisposed_TheOtherGoesOn()
    {
        var (sender, receiver) = Mpmc.CreateUnbounded<int>();
        MpmcReceiver<int> second = receiver.Clone();
        receiver.Dispose();
        receiver.Dispose();
        Assert.True(sender.TrySend(1));
        Assert.True(second.TryReceive(out _));
        Assert.Throws<ObjectDisposedException>(() => receiver.ReceiveAsync());
        Assert.Throws<ObjectDisposedException>(() => receiver.Clone());
        second.Dispose();
        Assert.False(sender.TrySend(2));
    }

    /// <summary>One type, with the error inside, from every form; and nothing becomes unobserved.</summary>
    [Fact]
    public async Task Edge12_CloseWithAnError_EveryFormThrowsOneTypeWithItInside()
    {
        var error = new FormatException("the cause");
        var (sender, receiver) = Mpmc.CreateBounded<int>(2);
        LitenTask<int> waiting = receiver.ReceiveAsync();
        LitenTask<int> waitingMany = receiver.ReceiveManyAsync(new int[1]);
        ValueTask<bool> waitingStep = ((IAsyncEnumerable<int>)receiver).GetAsyncEnumerator().MoveNextAsync();
        ValueTask<bool> waitingRead = receiver.AsChannelReader().WaitToReadAsync();

        sender.Close(error);
        sender.Close(new InvalidDataException("too late"));

        await Throws(async () => await waiting);
        await Throws(async () => await waitingMany);
        await Throws(async () => await waitingStep);
        await Throws(async () => await waitingRead);
        await Throws(async () => await receiver.ReceiveAsync());
        await Throws(async () => await receiver.ReceiveManyAsync(new int[1]));
        await Throws(async () => await receiver.GetAsyncEnumerator().MoveNextAsync());
        await Throws(async () => await receiver.AsChannelReader().WaitToReadAsync());
        await Throws(async () => await receiver.AsChannelReader().ReadAsync());
        await Throws(async () => await sender.SendAsync(1));
        ThrowsNow(() => receiver.TryReceive(out _));
        ThrowsNow(() => receiver.TryReceiveMany(new int[1]));
        Assert.False(sender.TrySend(1));
        Assert.Equal(0, sender.TrySendMany([1]));
        Assert.Same(error, (await Assert.ThrowsAsync<FormatException>(() => receiver.AsChannelReader().Completion)));

        async Task Throws(Func<Task> receive) => Assert.Same(error, (await Assert.ThrowsAsync<ChannelClosedException>(receive)).InnerException);

        void ThrowsNow(Func<object> receive) => Assert.Same(error, Assert.Throws<ChannelClosedException>(() => { receive(); }).InnerException);
    }

    [Fact]
    public void Edge12_CloseWithAnErrorThatNobodyLooksAt_IsNotUnobserved()
    {
        int unobserved = 0;
        EventHandler<UnobservedTaskExceptionEventArgs> count = (_, e) => unobserved += e.Exception.InnerException is EdgeException ? 1 : 0;
        TaskScheduler.UnobservedTaskException += count;
        try
        {
            Leave();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Equal(0, unobserved);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= count;
        }

        static void Leave()
        {
            var (sender, receiver) = Mpsc.CreateUnbounded<int>();
            _ = receiver.AsChannelReader().Completion;
            _ = receiver.ReceiveAsync();
            sender.Close(new EdgeException());
        }
    }

    /// <summary>After "closed" no item follows, although items were left when it was closed and others were still being sent.</summary>
    [Fact]
    public void Edge17_IsClosed_IsTrueOnlyWhenNoSentItemCanFollow()
    {
        const int Rounds = 3000;
        var channels = Enumerable.Range(0, Rounds).Select(i => Mpmc.CreateBounded<int>(i % 3)).ToArray();
        int sent = 0;
        int received = 0;
        int late = 0;
        Race.Run(
            Rounds,
            round => sent += channels[round].Sender.SendAsync(round).AsTask().ContinueWith(
                task => task.Exception is null ? 1 : 0, default, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Result,
            round => channels[round].Sender.Close(),
            round =>
            {
                bool closed = false;
                while (!closed)
                {
                    closed = channels[round].Receiver.IsClosed;
                    bool got = channels[round].Receiver.TryReceive(out _);
                    received += got ? 1 : 0;
                    late += got && closed ? 1 : 0;
                }
            });
        Assert.Equal(0, late);
        Assert.Equal(sent, received);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(ChannelCore<int>.Unbounded)]
    public void Edge18_SendAgainstTheReceiversDispose_IsRefusedOrDroppedOnce(int capacity)
    {
        const int Rounds = 3000;
        int dropped = 0;
        int sent = 0;
        int refused = 0;
        var channels = Enumerable.Range(0, Rounds)
            .Select(_ => Mpsc.CreateBounded<int>(capacity, onDropped: _ => Interlocked.Increment(ref dropped))).ToArray();
        Race.Run(
            Rounds,
            round =>
            {
                for (int i = 0; i < 2; i++)
                {
                    try
                    {
                        Patience.Wait(channels[round].Sender.SendAsync(round).AsTask());
                        sent++;
                    }
                    catch (ChannelClosedException)
                    {
                        refused++;
                    }
                }
            },
            round => channels[round].Receiver.Dispose());
        Assert.Equal(2 * Rounds, sent + refused);
        Assert.Equal(sent, dropped);
        Assert.All(channels, channel => Assert.Equal((0, channel.Sender.Sent), (channel.Sender.Count, channel.Sender.Dropped)));
    }

    [Fact]
    public void Edge18_ReceiverDisposed_WaitingSendsEndWithTheirItems()
    {
        var dropped = new List<int>();
        var (sender, receiver) = Mpsc.CreateBounded<int>(2, onDropped: dropped.Add);
        LitenTask[] sends = [.. Enumerable.Range(0, 50).Select(i => sender.SendAsync(i))];

        receiver.Dispose();

        Assert.Equal([0, 1], dropped);
        Assert.All(sends[..2], send => send.Take());
        Assert.All(sends[2..], send => Assert.Throws<ChannelClosedException>(() => send.Take()));
        Assert.True(sender.IsClosed);
        Assert.Equal(2, sender.Dropped);
    }

    [Fact]
    public void Receiver_DisposedDuringItsOwnWait_EndsTheWait()
    {
        var (_, receiver) = Mpsc.CreateUnbounded<int>();
        LitenTask<int> waits = receiver.ReceiveAsync();
        receiver.Dispose();
        Assert.Throws<ChannelClosedException>(() => ChannelWaits.Take(waits));
        Assert.Throws<ObjectDisposedException>(() => receiver.TryReceive(out _));
    }

    private sealed class EdgeException : Exception;
}
