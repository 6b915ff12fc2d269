using System.Threading.Channels;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>Real threads: whatever the timing, what was sent was received, dropped, or is left; in order, and nobody is left waiting.</summary>
public sealed class ChannelStressTests
{
    private const int Senders = 4;
    private const int ItemsPerSender = 8_000;

    /// <summary>The test takes a second; a lost wake-up takes for ever.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource?[] _waits = new CancellationTokenSource?[2 * Senders];
    private readonly List<int>[] _sent = [.. Enumerable.Range(0, Senders).Select(_ => new List<int>())];
    private readonly List<int>[] _received = [.. Enumerable.Range(0, Senders).Select(_ => new List<int>())];
    private int _cancelled;

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(16, false)]
    [InlineData(0, true)]
    [InlineData(16, true)]
    [InlineData(ChannelCore<int>.Unbounded, true)]
    public async Task RandomCancellation_SentEqualsReceivedPlusLeft(int capacity, bool inRuntime)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        using Runtime? runtime = inRuntime ? Runtime.CreateBuilder().WorkerThreads(3).Build() : null;
        MpmcSender<int>[] own = [.. Enumerable.Range(0, Senders).Select(_ => sender.Clone())];
        Task senders = Task.WhenAll(own.Select((one, i) => Start(() => SendAsync(one, i))));
        Task receivers = Task.WhenAll(Enumerable.Range(0, Senders).Select(i => Start(() => ReceiveAsync(receiver, i))));
        sender.Dispose();
        Task all = Task.WhenAll(senders, receivers);
        if (await Task.WhenAny(all, Task.Delay(s_patience)) != all)
        {
            Assert.Fail($"The loops hang: {receiver}, {_sent.Sum(items => items.Count)} sent, {_received.Sum(items => items.Count)} received");
        }

        await all;
        Assert.EndsWith("0 receiving, 0 sending, closed)", receiver.ToString());
        Assert.Equal(_sent.SelectMany(items => items).Order(), _received.SelectMany(items => items).Order());
        Assert.Equal((sender.Sent, 0), (receiver.Received, receiver.Count));
        Assert.True(_cancelled > ItemsPerSender / 10, $"too few waits were cancelled for the test to mean much: {_cancelled}");

        // Each receiver sees each sender's items in their order.
        Assert.All(_received, items => Assert.All(
            items.GroupBy(item => item % Senders), ofOne => Assert.Equal(ofOne.Order(), ofOne)));

        Task Start(Func<LitenTask> body) => runtime is null ? Task.Run(() => body().AsTask()) : runtime.Spawn(body).AsTask();
    }

    /// <summary>Tasks are aborted wherever they are; what they had sent or taken before counts.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task RandomAborts_SentEqualsReceivedPlusLeft(int capacity)
    {
        const int Tasks = 4000;
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(3).Build();
        int sent = 0;
        int received = 0;
        var random = new Random(1);
        var handles = new List<JoinHandle>();
        for (int i = 0; i < Tasks; i++)
        {
            handles.Add(runtime.Spawn(SendOneAsync));
            handles.Add(runtime.Spawn(ReceiveOneAsync));
            if (random.Next(2) == 0)
            {
                handles[random.Next(Math.Max(0, handles.Count - 6), handles.Count)].Abort();
            }
        }

        handles.ForEach(handle => handle.Abort());
        Task all = Task.WhenAll(handles.Select(async handle => await handle.JoinAsync()));
        Assert.Same(all, await Task.WhenAny(all, Task.Delay(s_patience)));
        Assert.Equal(sent, sender.Sent);
        Assert.Equal(received, receiver.Received);
        Assert.Equal(sent, received + receiver.Count);
        Assert.EndsWith("0 receiving, 0 sending, open)", receiver.ToString());

        async LitenTask SendOneAsync()
        {
            await sender.SendAsync(1);
            Interlocked.Increment(ref sent);
        }

        async LitenTask ReceiveOneAsync()
        {
            await receiver.ReceiveAsync();
            Interlocked.Increment(ref received);
        }
    }

    [Theory]
    [InlineData(BoundedChannelFullMode.DropNewest, 1)]
    [InlineData(BoundedChannelFullMode.DropOldest, 5)]
    [InlineData(BoundedChannelFullMode.DropWrite, 0)]
    public void Dropping_SentEqualsReceivedPlusDroppedPlusLeft(BoundedChannelFullMode mode, int capacity)
    {
        int told = 0;
        int received = 0;
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity, mode, _ => Interlocked.Increment(ref told));
        Race.Run(
            20_000,
            round => Assert.True(sender.TrySend(round)),
            round => Assert.Equal(2, sender.TrySendMany([round, round])),
            _ => Interlocked.Add(ref received, receiver.TryReceive(out int _) ? 1 : 0),
            _ => Interlocked.Add(ref received, receiver.TryReceiveMany(new int[3])));
        Assert.Equal((60_000, received), (sender.Sent, receiver.Received));
        Assert.Equal(told, sender.Dropped);
        Assert.Equal(sender.Sent, receiver.Received + sender.Dropped + receiver.Count);
    }

    /// <summary>One reader, ten writers and starved processors: no hang and no error (dotnet/runtime#131141).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ChannelCore<int>.Unbounded)]
    public void Edge04_OneReaderTenWriters_OnStarvedProcessors_NeitherHangsNorFails(int capacity)
    {
        const int Writers = 10;
        const int Each = 1000;
        var (sender, receiver) = Mpsc.CreateBounded<int>(capacity);
        long sum = 0;
        int count = 0;
        bool stop = false;
        Thread[] hogs = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
            }
        }) { IsBackground = true })];
        Array.ForEach(hogs, hog => hog.Start());
        try
        {
            MpscSender<int>[] clones = [.. Enumerable.Range(0, Writers).Select(_ => sender.Clone())];
            Task[] writers = [.. clones.Select(own => Task.Run(() => WriteAsync(own)))];
            sender.Dispose();
            Patience.Wait(Task.Run(ReadAsync), "the reader");
            Patience.Wait(Task.WhenAll(writers), "the writers");
        }
        finally
        {
            Volatile.Write(ref stop, true);
        }

        Assert.Equal((Writers * Each, (long)Writers * Each * (Each - 1) / 2), (count, sum));

        async Task ReadAsync()
        {
            await foreach (int item in receiver)
            {
                sum += item;
                count++;
            }
        }

        async Task WriteAsync(MpscSender<int> own)
        {
            using (own)
            {
                for (int i = 0; i < Each; i++)
                {
                    await own.SendAsync(i);
                }
            }
        }
    }

    private async LitenTask SendAsync(MpmcSender<int> sender, int me)
    {
        using (sender)
        {
            var random = new Random(me);
            for (int i = 0; i < ItemsPerSender; i++)
            {
                int item = (i * Senders) + me;
                try
                {
                    if (random.Next(4) != 0)
                    {
                        await sender.SendAsync(item, SomeToken(me, random));
                    }
                    else if (sender.TrySendMany([item]) == 0)
                    {
                        continue;
                    }

                    _sent[me].Add(item);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref _cancelled);
                }

                CancelSome(random);
            }
        }
    }

    private async LitenTask ReceiveAsync(MpmcReceiver<int> receiver, int me)
    {
        var random = new Random(100 + me);
        int[] items = new int[5];
        while (!receiver.IsClosed)
        {
            try
            {
                if (random.Next(3) == 0)
                {
                    int count = await receiver.ReceiveManyAsync(items, SomeToken(Senders + me, random));
                    _received[me].AddRange(items[..count]);
                }
                else
                {
                    _received[me].Add(await receiver.ReceiveAsync(SomeToken(Senders + me, random)));
                }
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
            }
            catch (ChannelClosedException)
            {
                return;
            }

            CancelSome(random);
        }
    }

    private void CancelSome(Random random) => Volatile.Read(ref _waits[random.Next(_waits.Length)])?.Cancel();

    /// <summary>None, or one that some loop may cancel at any time.</summary>
    private CancellationToken SomeToken(int loop, Random random)
    {
        CancellationTokenSource? source = random.Next(4) == 0 ? null : new CancellationTokenSource();
        Volatile.Write(ref _waits[loop], source);
        if (random.Next(4) == 0)
        {
            // On the ThreadPool: it comes before, during or after the wait.
            _ = source?.CancelAsync();
        }

        return source?.Token ?? CancellationToken.None;
    }
}
