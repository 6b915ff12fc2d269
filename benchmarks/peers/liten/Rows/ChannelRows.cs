namespace Liten.Peers;

/// <summary>mpsc_pingpong, mpsc_stream, mpsc_stream_4, mpsc_unbounded, mpmc_stream, rendezvous</summary>
internal static class ChannelRows
{
    public const int Chunk = 1000;
    private const int Capacity = 128;

    /// <summary>One operation: an item to another task and back, through two channels of capacity 1.</summary>
    public static Outcome PingPong(Run run) => Host.OnWorker(async () =>
    {
        (MpscSender<long> ping, MpscReceiver<long> pinged) = Mpsc.CreateBounded<long>(capacity: 1);
        (MpscSender<long> pong, MpscReceiver<long> ponged) = Mpsc.CreateBounded<long>(capacity: 1);
        JoinHandle partner = LitenTask.Spawn(async () =>
        {
            for (long i = 0; i < run.Operations; i++)
            {
                await pong.SendAsync(await pinged.ReceiveAsync());
            }
        });
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            await ping.SendAsync(i);
            sum += await ponged.ReceiveAsync();
        }

        await partner;
        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    /// <summary>One operation: send and receive an item; <c>Size</c> tasks send to one.</summary>
    public static Outcome Stream(Run run) => Streaming(run, Capacity);

    /// <summary>One operation: hand an item from one task to another.</summary>
    public static Outcome Rendezvous(Run run) => Streaming(run, capacity: 0);

    /// <summary>
    /// One operation: send and receive an item without a bound. The sender waits after each chunk, so that no backlog
    /// grows.
    /// </summary>
    public static Outcome Unbounded(Run run) => Host.OnWorker(async () =>
    {
        (MpscSender<long> sender, MpscReceiver<long> receiver) = Mpsc.CreateUnbounded<long>();
        var emptied = new AsyncNotify();
        JoinHandle sending = LitenTask.Spawn(async () =>
        {
            for (long i = 0; i < run.Operations; i++)
            {
                sender.TrySend(i);
                if ((i + 1) % Chunk == 0)
                {
                    await emptied.WaitAsync();
                }
            }
        });
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            sum += await receiver.ReceiveAsync();
            if ((i + 1) % Chunk == 0)
            {
                emptied.NotifyOne();
            }
        }

        await sending;
        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    /// <summary>One operation: send and receive an item; <c>Size</c> tasks send, as many receive.</summary>
    public static Outcome ManyToMany(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        (MpmcSender<long> sender, MpmcReceiver<long> receiver) = Mpmc.CreateBounded<long>(Capacity);
        var sending = new JoinHandle[run.Size];
        var receiving = new JoinHandle<long>[run.Size];
        for (int i = 0; i < sending.Length; i++)
        {
            sending[i] = LitenTask.Spawn(async () =>
            {
                for (long turn = 0; turn < turns; turn++)
                {
                    await sender.SendAsync(turn);
                }
            });
            receiving[i] = LitenTask.Spawn(async () =>
            {
                long sum = 0;
                for (long turn = 0; turn < turns; turn++)
                {
                    sum += await receiver.ReceiveAsync();
                }

                return sum;
            });
        }

        await LitenTask.WhenAll(sending);
        long total = 0;
        foreach (JoinHandle<long> task in receiving)
        {
            total += await task;
        }

        Check.Equal(total, run.Size * Check.SumBelow(turns));
    });

    private static Outcome Streaming(Run run, int capacity) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        (MpscSender<long> sender, MpscReceiver<long> receiver) = Mpsc.CreateBounded<long>(capacity);
        var sending = new JoinHandle[run.Size];
        for (int i = 0; i < sending.Length; i++)
        {
            sending[i] = LitenTask.Spawn(async () =>
            {
                for (long turn = 0; turn < turns; turn++)
                {
                    await sender.SendAsync(turn);
                }
            });
        }

        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            sum += await receiver.ReceiveAsync();
        }

        await LitenTask.WhenAll(sending);
        Check.Equal(sum, run.Size * Check.SumBelow(turns));
    });
}
