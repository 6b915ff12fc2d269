using System.Threading.Channels;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>The views as .NET's own channels do what .NET's own channels do.</summary>
public sealed class ChannelAdapterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70)]
    [InlineData(ChannelCore<int>.Unbounded)]
    public async Task WriterAndReader_ManyItems_AllComeInOrder(int capacity)
    {
        const int Items = 3000;
        var (sender, receiver) = Mpsc.CreateBounded<int>(capacity);
        ChannelWriter<int> writer = sender.AsChannelWriter();
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < Items; i++)
            {
                if (i % 2 == 0)
                {
                    await writer.WriteAsync(i);
                    continue;
                }

                while (!writer.TryWrite(i))
                {
                    // With capacity 0 another reader may come; here it is one, so what it says holds until we write.
                    Assert.True(await writer.WaitToWriteAsync());
                }
            }

            writer.Complete();
        });
        ChannelReader<int> reader = receiver.AsChannelReader();
        var received = new List<int>();
        while (received.Count < Items / 2)
        {
            received.Add(await reader.ReadAsync());
        }

        // ReadAllAsync only looks whether it can be read: with capacity 0 no TryWrite would ever meet it.
        if (capacity > 0)
        {
            await foreach (int item in reader.ReadAllAsync())
            {
                received.Add(item);
            }
        }
        else
        {
            await foreach (int item in receiver)
            {
                received.Add(item);
            }
        }

        await writing;
        await reader.Completion;
        Assert.Equal(Enumerable.Range(0, Items), received);
    }

    [Fact]
    public void WaitToReadAsync_WaitsForAnItemAndTakesNone()
    {
        var (sender, receiver) = Mpmc.CreateUnbounded<int>();
        ChannelReader<int> reader = receiver.AsChannelReader();
        ValueTask<bool> first = reader.WaitToReadAsync();
        ValueTask<bool> second = reader.WaitToReadAsync();
        Assert.False(first.IsCompleted);
        sender.TrySend(1);
        Assert.True(Ended(first));
        Assert.True(Ended(second));
        Assert.True(Ended(reader.WaitToReadAsync()));
        Assert.Equal(1, reader.Count);
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        ValueTask<bool> last = reader.WaitToReadAsync();
        sender.Close();
        Assert.False(Ended(last));
        Assert.False(Ended(reader.WaitToReadAsync()));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void WaitToReadAsync_WaitingReceiverBefore_GetsTheItemAndTheLookWaitsOn()
    {
        var (sender, receiver) = Mpmc.CreateUnbounded<int>();
        ValueTask<bool> look = receiver.AsChannelReader().WaitToReadAsync();
        LitenTask<int> receive = receiver.ReceiveAsync();
        sender.TrySend(1);
        Assert.Equal(1, receive.Take());
        Assert.False(look.IsCompleted);
        sender.TrySend(2);
        Assert.True(Ended(look));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void WaitToWriteAsync_WaitsForRoom(int capacity)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        ChannelWriter<int> writer = sender.AsChannelWriter();
        Assert.Equal(capacity > 0, writer.TryWrite(1));
        ValueTask<bool> room = writer.WaitToWriteAsync();
        Assert.False(room.IsCompleted);
        LitenTask<int> receive = receiver.ReceiveAsync();
        Assert.True(Ended(room));
        Assert.True(writer.TryWrite(2));
        Assert.Equal(capacity > 0 ? 1 : 2, receive.Take());
        ValueTask<bool> last = writer.WaitToWriteAsync();
        Assert.True(writer.TryComplete());
        Assert.False(writer.TryComplete());
        Assert.False(Ended(last));
        Assert.False(Ended(writer.WaitToWriteAsync()));
        Assert.False(writer.TryWrite(3));
    }

    [Fact]
    public void WaitToReadAsync_Cancelled_LeavesTheChannelAsItWas()
    {
        using var cts = new CancellationTokenSource();
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        Task<bool> look = receiver.AsChannelReader().WaitToReadAsync(cts.Token).AsTask();
        cts.Cancel();
        Assert.True(SpinWait.SpinUntil(() => look.IsCanceled, Patience.Limit));
        Assert.True(sender.TrySend(1));
        Assert.True(receiver.TryReceive(out _));
    }

    [Fact]
    public void Completion_EndsWhenTheLastItemIsTaken()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        Task completion = receiver.AsChannelReader().Completion;
        sender.TrySend(1);
        sender.Dispose();
        Assert.False(completion.IsCompleted);
        receiver.TryReceive(out _);
        Assert.True(completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Completion_ReceiverDisposed_Ends()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        Task completion = receiver.AsChannelReader().Completion;
        sender.TrySend(1);
        receiver.Dispose();
        Assert.True(completion.IsCompletedSuccessfully);
        Assert.Throws<ObjectDisposedException>(() => receiver.AsChannelReader());
    }

    /// <summary>Liten's verbs on .NET's channel: an abort ends the wait, a shield holds that back, and nothing is lost.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Abort_WaitOnANetChannel_EndsItUnlessShielded(bool shielded)
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        Channel<int> channel = Channel.CreateBounded<int>(1);
        using var waits = new ManualResetEventSlim();
        JoinHandle<int> task = it.Runtime.Spawn(async LitenTask<int> () =>
        {
            using AbortShield? shield = shielded ? LitenTask.Current.ShieldFromAbort() : null;
            LitenTask<int> receive = channel.Reader.ReceiveAsync();
            waits.Set();
            return await receive;
        });
        it.WaitFor(waits, "the wait");
        task.Abort();
        if (shielded)
        {
            Assert.True(channel.Writer.TryWrite(1));
            Assert.Equal(1, it.Result(task));
        }
        else
        {
            Assert.True(it.Outcome(task).IsAborted);
            Assert.True(channel.Writer.TryWrite(1));
            Assert.True(channel.Reader.TryRead(out _));
        }
    }

    [Fact]
    public async Task NetChannel_CancelledAndClosed_ThrowsAsLitensOwn()
    {
        using var cts = new CancellationTokenSource();
        Channel<int> channel = Channel.CreateBounded<int>(1);
        await channel.Writer.SendAsync(1);
        Task full = channel.Writer.SendAsync(2, cts.Token).AsTask();
        Assert.Equal(1, await channel.Reader.ReceiveAsync());
        await full;
        Assert.Equal(2, await channel.Reader.ReceiveAsync());
        Task<int> empty = channel.Reader.ReceiveAsync(cts.Token).AsTask();
        await cts.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => empty);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await channel.Writer.SendAsync(3, cts.Token));
        channel.Writer.Complete();
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await channel.Reader.ReceiveAsync());
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await channel.Writer.SendAsync(3));
    }

    private static bool Ended(ValueTask<bool> look)
    {
        // A wait of Liten's ends at once; .NET's task around it by way of the ThreadPool.
        Task<bool> task = look.AsTask();
        return Patience.Get(task);
    }
}
