namespace Liten.Peers;

/// <summary>yield_1, yield_200, ping_pong, oneshot, async_call_suspending</summary>
internal static class TaskRows
{
    /// <summary>One operation: one yield; <c>Size</c> tasks yield at a time.</summary>
    public static Outcome YieldMany(Run run) => Host.OnWorker(async () =>
    {
        long yields = run.Operations / run.Size;
        var tasks = new Task[run.Size];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(async () =>
            {
                for (long turn = 0; turn < yields; turn++)
                {
                    await Task.Yield();
                }
            });
        }

        await Task.WhenAll(tasks);
    });

    /// <summary>One operation: spawn a task that spawns a partner, wakes it, and is woken by it; await the first. Two fresh oneshots.</summary>
    public static Outcome PingPong(Run run) => Host.OnWorker(async () =>
    {
        for (long i = 0; i < run.Operations; i++)
        {
            await Task.Run(static async () =>
            {
                TaskCompletionSource<int> ping = NewOneshot<int>();
                TaskCompletionSource<int> pong = NewOneshot<int>();
                _ = Task.Run(async () =>
                {
                    pong.SetResult(await ping.Task);
                });
                ping.SetResult(1);
                await pong.Task;
            });
        }
    });

    /// <summary>One operation: create a oneshot, send, receive.</summary>
    public static Outcome OneshotAlone(Run run) => Host.OnWorker(async () =>
    {
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            TaskCompletionSource<long> source = NewOneshot<long>();
            source.SetResult(i);
            sum += await source.Task;
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

    /// <summary>The sender must not run the receiver's code, in no peer.</summary>
    private static TaskCompletionSource<T> NewOneshot<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async ValueTask<long> Suspending(long value)
    {
        await Task.Yield();
        return value;
    }
}
