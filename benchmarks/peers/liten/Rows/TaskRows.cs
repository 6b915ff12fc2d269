namespace Liten.Peers;

/// <summary>yield_1, yield_200, ping_pong, oneshot, async_call_suspending</summary>
internal static class TaskRows
{
    /// <summary>One operation: one yield; <c>Size</c> tasks yield at a time.</summary>
    public static Outcome YieldMany(Run run) => Host.OnWorker(async () =>
    {
        long yields = run.Operations / run.Size;
        var handles = new JoinHandle[run.Size];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = LitenTask.Spawn(async () =>
            {
                for (long turn = 0; turn < yields; turn++)
                {
                    await LitenTask.Yield();
                }
            });
        }

        await LitenTask.WhenAll(handles);
    });

    /// <summary>One operation: spawn a task that spawns a partner, wakes it, and is woken by it; await the first. Two fresh oneshots.</summary>
    public static Outcome PingPong(Run run) => Host.OnWorker(async () =>
    {
        for (long i = 0; i < run.Operations; i++)
        {
            await LitenTask.Spawn(static async () =>
            {
                (OneshotSender<int> ping, OneshotReceiver<int> pinged) = Oneshot.Create<int>();
                (OneshotSender<int> pong, OneshotReceiver<int> ponged) = Oneshot.Create<int>();
                _ = LitenTask.Spawn(async () =>
                {
                    pong.TrySend(await pinged);
                });
                ping.TrySend(1);
                await ponged;
            });
        }
    });

    /// <summary>One operation: create a oneshot, send, receive.</summary>
    public static Outcome OneshotAlone(Run run) => Host.OnWorker(async () =>
    {
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            (OneshotSender<long> sender, OneshotReceiver<long> receiver) = Oneshot.Create<long>();
            sender.TrySend(i);
            sum += await receiver;
        }

        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    /// <summary>One operation: await an async method that suspends once, by a yield.</summary>
    public static Outcome AsyncCallSuspending(Run run) => Host.OnWorker(async () =>
    {
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            sum += await Suspending(i);
        }

        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    private static async LitenTask<long> Suspending(long value)
    {
        await LitenTask.Yield();
        return value;
    }
}
