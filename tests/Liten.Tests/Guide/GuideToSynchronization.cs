using System.Threading.Channels;

namespace Liten.Tests.Guides;

/// <summary>The snippets of docs/guide/synchronization.md, run.</summary>
public sealed class GuideToSynchronization
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_first_ten_minutes() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        List<string> seen = [];
        var (sender, receiver) = Mpsc.CreateBounded<string>(capacity: 16);
        JoinHandle producer = LitenTask.Spawn(async () =>
        {
            await sender.SendAsync("one", token); // waits while the channel is full
            sender.Dispose(); // the last sender gone ends the channel
        });

        await foreach (string page in receiver.WithCancellation(token))
        {
            seen.Add(page); // in the order of the sends, until the channel ends
        }

        var stock = new AsyncMutex<Dictionary<string, int>>([]);
        using (AsyncMutexGuard<Dictionary<string, int>> guard = await stock.LockAsync(token))
        {
            guard.Value["apple"] = 3; // nobody else is here, also across an await
        }

        using var connections = new AsyncSemaphore(4);
        using (SemaphorePermits permit = await connections.AcquireAsync(token))
        {
            await DownloadAsync(token); // four at a time; disposing gives the permit back
        }

        await producer;
        Assert.Equal(["one"], seen);
        Assert.False(stock.IsLocked);
        Assert.Equal(4, connections.AvailablePermits);

        async LitenTask DownloadAsync(CancellationToken cancellationToken)
        {
            Assert.Equal(3, connections.AvailablePermits);
            await Time.Sleep(TimeSpan.Zero, cancellationToken);
        }
    });

    [Fact]
    public void Channels() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        List<int> dropped = [];
        var (jobs, taken) = Mpmc.CreateBounded<int>(2, BoundedChannelFullMode.DropOldest, onDropped: dropped.Add);
        MpmcReceiver<int> second = taken.Clone(); // each is disposed on its own
        int sent = jobs.TrySendMany([1, 2, 3]);
        jobs.Close();

        int[] batch = new int[8];
        int count = await second.ReceiveManyAsync(batch, token); // waits for one, takes what is there; 0 at the end
        ChannelReader<int> reader = taken.AsChannelReader(); // for code that wants .NET's; AsChannelWriter for senders

        Assert.Equal(3, sent);
        Assert.Equal([1], dropped);
        Assert.Equal([2, 3], batch[..count]);
        Assert.Equal(0, await second.ReceiveManyAsync(batch, token));
        Assert.False(await reader.WaitToReadAsync(token));
    });

    [Fact]
    public void Locks() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        var counter = new AsyncMutex<int>(1);
        var news = new AsyncReaderWriterLock<List<string>>([]);
        var lazy = new AsyncLazy<string>(static async cancelled =>
        {
            await Time.Sleep(TimeSpan.Zero, cancelled);
            return "open";
        });
        var barrier = new AsyncBarrier(1);

        int hits = await counter.UpdateAsync(static count => count + 1, token); // lock, replace, unlock

        using (AsyncWriteGuard<List<string>> write = await news.WriteLockAsync(token))
        {
            write.Value.Add("rain");
            using AsyncReadGuard<List<string>> read = write.Downgrade(); // no writer gets in between
        }

        string connection = await lazy; // the first one to ask has it made, the others wait for it
        bool leads = await barrier.ArriveAsync(token); // true for the one that came last

        Assert.Equal(2, hits);
        Assert.Equal("open", connection);
        Assert.True(leads);
        Assert.True(news.TryWriteLock(out AsyncWriteGuard<List<string>> last));
        last.Dispose();
    });

    [Fact]
    public void Poisoning() => GuideRuntime.Run(async () =>
    {
        var counter = new AsyncMutex<int>(1);
        await Assert.ThrowsAsync<NotSupportedException>(
            () => counter.UpdateAsync(static _ => throw new NotSupportedException(), Token).AsTask());
        await Assert.ThrowsAsync<MutexPoisonedException>(() => counter.LockAsync(Token).AsTask());
        counter.ClearPoison();
        (await counter.LockAsync(Token)).Dispose();
        var hardy = new AsyncMutex<int>(1, poisons: false);
        await Assert.ThrowsAsync<NotSupportedException>(
            () => hardy.UpdateAsync(static _ => throw new NotSupportedException(), Token).AsTask());
        (await hardy.LockAsync(Token)).Dispose();
    });

    [Fact]
    public void Signals() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        var (asked, answer) = Oneshot.Create<int>();
        bool arrives = asked.TrySend(42); // to send nothing, dispose it: a forgotten sender leaves its receiver waiting
        int value = await answer;

        var (settings, follower) = Watch.Create("dark");
        settings.Send("light");
        string newer = await follower.ReceiveAsync(token); // newer than the last one seen; Current is the value now

        var (changes, changed) = Pulse.Create();
        long generation = changed.Generation; // read it, look, then wait: a pulse in between ends the wait at once
        changes.NotifyAll();
        generation = await changed.WaitAsync(generation, token);

        var (requester, responder) = RequestChannel.Create<string, int>(capacity: 16);
        JoinHandle server = LitenTask.Spawn(async () =>
        {
            using Request<string, int> request = await responder.ReceiveAsync(); // unanswered, it fails
            request.Respond(request.Value.Length);
        });
        int length = await requester.RequestAsync("how long?", token);

        await server;
        Assert.True(arrives);
        Assert.Equal(42, value);
        Assert.Equal("light", newer);
        Assert.Equal(1, generation);
        Assert.Equal(9, length);
    });

    [Fact]
    public void One_of_several() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        var (stopper, stop) = Oneshot.Create<bool>();
        var (work, queue) = Mpsc.CreateUnbounded<string>();
        work.TrySendMany(["one", "two", "three"]);
        int worked = 0;
        using Select select = Select.Create(SelectOrder.AsListed); // the first listed that can go on; Random: any
        SelectCase<bool> stopped = select.Receive(stop);
        SelectCase<string> job = select.Receive(queue);
        SelectSignal idle = select.After(TimeSpan.FromSeconds(30));
        while (await select.NextAsync(token)) // false when all sources have ended
        {
            if (stopped.Won(out _)) break;
            if (job.Won(out string? next)) await WorkAsync(next);
            if (idle.Won()) Console.WriteLine("nothing to do");
            job.IsEnabled = worked < 2; // a guard: whether the next round takes part in it
        }

        Assert.Equal(2, worked);
        Assert.True(queue.TryReceive(out string? left));
        Assert.Equal("three", left);

        async LitenTask WorkAsync(string what)
        {
            worked++;
            await LitenTask.Yield();
            if (what == "two")
            {
                stopper.TrySend(true);
            }
        }
    });

    [Fact]
    public void A_select_gives_back_what_nobody_took()
    {
        var mutex = new AsyncMutex();
        Select select = Select.Create();
        SelectCase<AsyncMutexGuard> locked = select.Lock(mutex);
        Assert.True(select.TryNext());
        Assert.Throws<InvalidOperationException>(() => select.TryNext());

        select.Dispose();

        Assert.False(mutex.IsLocked);
        Assert.False(locked.Won(out _));
    }
}
