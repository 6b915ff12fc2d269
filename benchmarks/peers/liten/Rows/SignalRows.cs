namespace Liten.Peers;

/// <summary>notify, broadcast, watch, request_roundtrip</summary>
internal static class SignalRows
{
    private const int Capacity = 128;

    /// <summary>One operation: notify another task, which notifies back.</summary>
    public static Outcome Notify(Run run) => Host.OnWorker(async () =>
    {
        var ping = new AsyncNotify();
        var pong = new AsyncNotify();
        JoinHandle partner = LitenTask.Spawn(async () =>
        {
            for (long i = 0; i < run.Operations; i++)
            {
                await ping.WaitAsync();
                pong.NotifyOne();
            }
        });
        for (long i = 0; i < run.Operations; i++)
        {
            ping.NotifyOne();
            await pong.WaitAsync();
        }

        await partner;
    });

    /// <summary>One operation: send an item that <c>Size</c> tasks receive; the last one wakes the sender.</summary>
    public static Outcome ToAll(Run run) => Host.OnWorker(async () =>
    {
        (BroadcastSender<long> sender, BroadcastReceiver<long> receiver) = Broadcast.Create<long>(Capacity);
        receiver.Dispose();
        var received = new AsyncNotify();
        long left = run.Size;
        var handles = new JoinHandle[run.Size];
        for (int i = 0; i < handles.Length; i++)
        {
            BroadcastReceiver<long> own = sender.Subscribe();
            handles[i] = LitenTask.Spawn(async () =>
            {
                for (long item = 0; item < run.Operations; item++)
                {
                    Check.Equal(await own.ReceiveAsync(), item);
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        Volatile.Write(ref left, run.Size);
                        received.NotifyOne();
                    }
                }
            });
        }

        for (long item = 0; item < run.Operations; item++)
        {
            sender.Send(item);
            await received.WaitAsync();
        }

        await LitenTask.WhenAll(handles);
    });

    /// <summary>One operation: change a value that another task watches, which changes one back.</summary>
    public static Outcome Watching(Run run) => Host.OnWorker(async () =>
    {
        (WatchSender<long> ping, WatchReceiver<long> pinged) = Watch.Create<long>(initial: -1);
        (WatchSender<long> pong, WatchReceiver<long> ponged) = Watch.Create<long>(initial: -1);
        JoinHandle partner = LitenTask.Spawn(async () =>
        {
            for (long i = 0; i < run.Operations; i++)
            {
                pong.Send(await pinged.ReceiveAsync());
            }
        });
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            ping.Send(i);
            sum += await ponged.ReceiveAsync();
        }

        await partner;
        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    /// <summary>One operation: send a request to another task, and await its answer.</summary>
    public static Outcome Requesting(Run run) => Host.OnWorker(async () =>
    {
        (Requester<long, long> requester, Responder<long, long> responder) =
            RequestChannel.Create<long, long>(Capacity);
        JoinHandle partner = LitenTask.Spawn(async () =>
        {
            for (long i = 0; i < run.Operations; i++)
            {
                Request<long, long> request = await responder.ReceiveAsync();
                request.Respond(request.Value);
            }
        });
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            sum += await requester.RequestAsync(i);
        }

        await partner;
        Check.Equal(sum, Check.SumBelow(run.Operations));
    });
}
