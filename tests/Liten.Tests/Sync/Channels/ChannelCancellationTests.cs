#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>Cancelled waits, without a runtime: the test holds the waits themselves, so it chooses who claims first.</summary>
public sealed class ChannelCancellationTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    public void Cancel_ReceiverAtAnyPosition_LeavesTheOthersInOrder(int capacity, int position)
    {
        using var cts = new CancellationTokenSource();
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        var waits = new LitenTask<int>[3];
        for (int i = 0; i < waits.Length; i++)
        {
            waits[i] = receiver.ReceiveAsync(i == position ? cts.Token : default);
        }

        cts.Cancel();

        Assert.Equal(cts.Token, Assert.Throws<OperationCanceledException>(() => ChannelWaits.Take(waits[position])).CancellationToken);
        foreach (int i in Enumerable.Range(0, 3).Where(i => i != position))
        {
            Assert.True(sender.TrySend(i));
            Assert.Equal(i, ChannelWaits.Take(waits[i]));
        }

        Assert.Equal(capacity > 0, sender.TrySend(9));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    public void Cancel_SenderAtAnyPosition_LeavesTheOthersInOrder(int capacity, int position)
    {
        using var cts = new CancellationTokenSource();
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        Assert.Equal(capacity > 0, sender.TrySend(-1));
        LitenTask[] sends = [.. Enumerable.Range(0, 3).Select(i => sender.SendAsync(i, i == position ? cts.Token : default))];

        cts.Cancel();

        Assert.Throws<OperationCanceledException>(() => sends[position].Take());
        Assert.Equal(
            Enumerable.Range(-capacity, 3 + capacity).Where(i => i != position),
            Enumerable.Range(0, 2 + capacity).Select(_ => ChannelWaits.Take(receiver.ReceiveAsync())));
        Assert.False(receiver.TryReceive(out _));
    }

    /// <summary>A million waits, all cancelled, and the memory is as before: each leaves the queue at once.</summary>
    [Fact]
    public void Edge01_MillionCancelledWaits_OnASilentChannel_KeepMemoryFlat()
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(1);
        Assert.True(sender.TrySend(0));
        var (_, silent) = Mpmc.CreateUnbounded<int>();
        CancelOne();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 1_000_000; i++)
        {
            CancelOne();
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.EndsWith("(0 buffered, 0 receiving, 0 sending, open)", silent.ToString());
        Assert.EndsWith("(1 of 1 buffered, 0 receiving, 0 sending, open)", sender.ToString());

        // A node that stayed behind for each wait would be above 100 MB; other tests run beside this one.
        Assert.True(grown < 50_000_000, $"{grown:N0} bytes more");

        void CancelOne()
        {
            // What a token does, without the token and its exception, which would make this a test of .NET's.
            End((WaitNode<int>)silent.ReceiveAsync().Source!);
            End((SendNode<int>)sender.SendAsync(1).Source!);
        }

        static void End<T>(WaitNode<T> node) => Assert.True(node.TryWithdraw(node.Version));
    }

    /// <summary>A token whose registration runs the callback at once: the wait is ended, and no giver hands it anything.</summary>
    [Fact]
    public void Edge02_TokenFiresInsideItsRegistration_ItemGoesToTheNext()
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(0);
        WaitNode<int> node = WaitNode<int>.Rent((IWaitHolder<int>)QueueOf(receiver));
        LitenTask<int> next = default;
        using var cts = new CancellationTokenSource();

        // The node is queued, then the token is cancelled, then it is shown to the node.
        CoreOf(receiver).Latch.Enter();
        Assert.True(CoreOf(receiver).TryEnqueueUnsynchronized(node));
        CoreOf(receiver).Latch.Exit();
        cts.Cancel();
        LitenTask<int> cancelled = node.Begin(cts.Token);
        next = receiver.ReceiveAsync();

        Assert.True(cancelled.IsCompleted);
        Assert.True(sender.TrySend(1));
        Assert.Equal(1, ChannelWaits.Take(next));
        Assert.Throws<OperationCanceledException>(() => ChannelWaits.Take(cancelled));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Edge03_GiverMeetsADecidedReceive_GoesOnToTheNextOrKeepsTheItem(int capacity)
    {
        foreach (bool hasNext in new[] { false, true })
        {
            var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
            LitenTask<int> cancelled = receiver.ReceiveAsync();
            LitenTask<int> next = hasNext ? receiver.ReceiveAsync() : default;
            var node = (WaitNode<int>)cancelled.Source!;

            // What a token's callback does, with the send in the middle of it.
            Assert.True(node.TryClaim());
            bool sent = sender.TrySend(1);
            ((IWaitHolder<int>)QueueOf(receiver)).Forget(node);
            node.SetException(new OperationCanceledException());

            Assert.Equal(hasNext || capacity > 0, sent);
            Assert.Throws<OperationCanceledException>(() => ChannelWaits.Take(cancelled));
            if (hasNext)
            {
                Assert.Equal(1, ChannelWaits.Take(next));
            }

            Assert.Equal(sent && !hasNext, receiver.TryReceive(out _));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Edge03_TakerMeetsADecidedSend_TakesTheNextOnesItem(int capacity)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        sender.TrySend(0);
        LitenTask cancelled = sender.SendAsync(1);
        LitenTask next = sender.SendAsync(2);
        var node = (SendNode<int>)cancelled.Source!;

        Assert.True(node.TryClaim());
        int[] received = new int[3];
        int count = receiver.TryReceiveMany(received);
        node.SetException(new OperationCanceledException());

        Assert.Equal(capacity > 0 ? [0, 2] : [2], received[..count]);
        next.Take();
        Assert.Throws<OperationCanceledException>(() => cancelled.Take());
    }

    /// <summary>A registration that is disposed waits for its callback, which enters the latch: under the latch it would wait for ever.</summary>
    [Fact]
    public void Edge05_CancellingWhileItemsAreHandedOver_NeverStandsStill()
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(0);
        CancellationTokenSource[] sources = [.. Enumerable.Range(0, 3000).Select(_ => new CancellationTokenSource())];
        int received = 0;
        int sent = 0;
        Race.Run(
            sources.Length,
            round =>
            {
                try
                {
                    Patience.Get(receiver.ReceiveAsync(sources[round].Token).AsTask());
                    received++;
                }
                catch (OperationCanceledException)
                {
                }
            },
            round => sent += sender.TrySend(round) ? 1 : 0,
            round => sources[round].Cancel());
        Assert.Equal(sent, received);
    }

    [Fact]
    public void Edge06_Cancelling_NeverRunsTheWaitersCodeOnTheCancellersStack()
    {
        using var cts = new CancellationTokenSource();
        var (sender, receiver) = Mpmc.CreateBounded<int>(1);
        var (fullSender, _) = Mpmc.CreateBounded<int>(0);
        using var ended = new CountdownEvent(3);
        bool cancelling = false;
        bool inside = false;
        int canceller = Environment.CurrentManagedThreadId;
        _ = Wait(async () => await receiver.ReceiveAsync(cts.Token));
        _ = Wait(async () => await fullSender.SendAsync(1, cts.Token));
        _ = Wait(async () => await receiver.ReceiveAsync());

        Volatile.Write(ref cancelling, true);
        cts.Cancel();
        sender.Close();
        Volatile.Write(ref cancelling, false);

        Assert.True(ended.Wait(Patience.Limit));
        Assert.False(inside);

        async Task Wait(Func<Task> wait)
        {
            try
            {
                await wait();
            }
            catch (InvalidOperationException)
            {
            }
            catch (OperationCanceledException)
            {
            }

            inside |= Volatile.Read(ref cancelling) && Environment.CurrentManagedThreadId == canceller;
            ended.Signal();
        }
    }

    [Fact]
    public void Edge07_HandedOverThenCancelled_TheItemStands()
    {
        using var cts = new CancellationTokenSource();
        var (sender, receiver) = Mpmc.CreateBounded<int>(0);
        LitenTask<int> receive = receiver.ReceiveAsync(cts.Token);
        Assert.True(sender.TrySend(1));
        LitenTask send = sender.SendAsync(2, cts.Token);
        Assert.True(receiver.TryReceive(out int second));

        cts.Cancel();

        Assert.Equal((1, 2), (ChannelWaits.Take(receive), second));
        send.Take();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Edge09_SendThatThrew_HasNotSentAndNeverWill(int capacity)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        sender.TrySend(0);
        using var cts = new CancellationTokenSource();
        LitenTask cancelled = sender.SendAsync(1, cts.Token);
        cts.Cancel();
        LitenTask refused = sender.SendAsync(2, cts.Token);
        LitenTask closed = sender.SendAsync(3);
        sender.Close();
        LitenTask late = sender.SendAsync(4);

        Assert.Throws<OperationCanceledException>(() => cancelled.Take());
        Assert.Throws<OperationCanceledException>(() => refused.Take());
        Assert.Throws<System.Threading.Channels.ChannelClosedException>(() => closed.Take());
        Assert.Throws<System.Threading.Channels.ChannelClosedException>(() => late.Take());
        Assert.Equal((capacity, capacity), (sender.Sent, receiver.TryReceiveMany(new int[9])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Edge09_ReceiveThatThrew_TookNothing(int capacity)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        using var cts = new CancellationTokenSource();
        LitenTask<int> cancelled = receiver.ReceiveAsync(cts.Token);
        cts.Cancel();
        LitenTask send = sender.SendAsync(1);
        LitenTask<int> refused = receiver.ReceiveAsync(cts.Token);
        LitenTask<int> refusedMany = receiver.ReceiveManyAsync(new int[1], cts.Token);

        Assert.Throws<OperationCanceledException>(() => ChannelWaits.Take(cancelled));
        Assert.Throws<OperationCanceledException>(() => ChannelWaits.Take(refused));
        Assert.Throws<OperationCanceledException>(() => ChannelWaits.Take(refusedMany));
        Assert.Equal(1, ChannelWaits.Take(receiver.ReceiveAsync()));
        send.Take();
    }

    [Fact]
    public void Edge13_CleanCloseAfterACancelledReceive_IsClean()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        using var cts = new CancellationTokenSource();
        LitenTask<int> cancelled = receiver.ReceiveManyAsync(new int[1], cts.Token);
        cts.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Patience.Get(cancelled.AsTask()));

        LitenTask<int> waits = receiver.ReceiveManyAsync(new int[1]);
        sender.Close();

        Assert.Equal(0, Patience.Get(waits.AsTask()));
        Assert.Equal(0, ChannelWaits.Take(receiver.ReceiveManyAsync(new int[1])));
        Assert.Null(Assert.Throws<System.Threading.Channels.ChannelClosedException>(() => ChannelWaits.Take(receiver.ReceiveAsync())).InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Edge14_AwaitForeach_SeesItsTokenBeforeEachItem(bool throughTheInterface)
    {
        using var cts = new CancellationTokenSource();
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        sender.TrySendMany([1, 2, 3]);
        var seen = new List<int>();

        await Assert.ThrowsAsync<OperationCanceledException>(throughTheInterface ? Interface : Pattern);

        Assert.Equal([1], seen);
        Assert.Equal(2, receiver.Count);

        async Task Interface()
        {
            await foreach (int item in receiver.WithCancellation(cts.Token))
            {
                seen.Add(item);
                await cts.CancelAsync();
            }
        }

        async Task Pattern()
        {
            ChannelEnumerator<int> items = receiver.GetAsyncEnumerator(cts.Token);
            while (await items.MoveNextAsync())
            {
                seen.Add(items.Current);
                await cts.CancelAsync();
            }
        }
    }

    private static ChannelCore<int> CoreOf(MpmcReceiver<int> receiver) => ChannelParts.CoreOf(receiver);

    private static ChannelQueue<int> QueueOf(MpmcReceiver<int> receiver) => ChannelParts.ReceiversOf(CoreOf(receiver));
}
