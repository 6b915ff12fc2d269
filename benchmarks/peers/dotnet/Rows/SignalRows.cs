using System.Threading.Channels;

namespace Liten.Peers;

/// <summary>notify, broadcast, watch, request_roundtrip</summary>
internal static class SignalRows
{
    private const int Capacity = 128;

    /// <summary>One operation: notify another task, which notifies back.</summary>
    public static Outcome Notify(Run run) => Host.OnWorker(async () =>
    {
        using var ping = new SemaphoreSlim(0, 1);
        using var pong = new SemaphoreSlim(0, 1);
        Task partner = Task.Run(async () =>
        {
            for (long i = 0; i < run.Operations; i++)
            {
                await ping.WaitAsync();
                pong.Release();
            }
        });
        for (long i = 0; i < run.Operations; i++)
        {
            ping.Release();
            await pong.WaitAsync();
        }

        await partner;
    });

    /// <summary>
    /// One operation: send an item that <c>Size</c> tasks receive; the last of them wakes the sender. .NET has no
    /// broadcast, so each receiver has a channel.
    /// </summary>
    public static Outcome ToAll(Run run) => Host.OnWorker(async () =>
    {
        using var received = new SemaphoreSlim(0, 1);
        long left = run.Size;
        var channels = new Channel<long>[run.Size];
        var tasks = new Task[run.Size];
        for (int i = 0; i < tasks.Length; i++)
        {
            Channel<long> own = channels[i] = Channel.CreateBounded<long>(Of(Capacity));
            tasks[i] = Task.Run(async () =>
            {
                for (long item = 0; item < run.Operations; item++)
                {
                    Check.Equal(await own.Reader.ReadAsync(), item);
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        Volatile.Write(ref left, run.Size);
                        received.Release();
                    }
                }
            });
        }

        for (long item = 0; item < run.Operations; item++)
        {
            foreach (Channel<long> channel in channels)
            {
                channel.Writer.TryWrite(item);
            }

            await received.WaitAsync();
        }

        await Task.WhenAll(tasks);
    });

    /// <summary>
    /// One operation: change a value that another task watches, which changes one back. A channel that keeps the
    /// newest item is what .NET has for one watcher.
    /// </summary>
    public static Outcome Watching(Run run) => Host.OnWorker(async () =>
    {
        Channel<long> ping = Channel.CreateBounded<long>(Of(capacity: 1, BoundedChannelFullMode.DropOldest));
        Channel<long> pong = Channel.CreateBounded<long>(Of(capacity: 1, BoundedChannelFullMode.DropOldest));
        Task partner = Task.Run(async () =>
        {
            for (long i = 0; i < run.Operations; i++)
            {
                pong.Writer.TryWrite(await ping.Reader.ReadAsync());
            }
        });
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            ping.Writer.TryWrite(i);
            sum += await pong.Reader.ReadAsync();
        }

        await partner;
        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    /// <summary>One operation: send a request to another task, and await its answer.</summary>
    public static Outcome Requesting(Run run) => Host.OnWorker(async () =>
    {
        var requests = Channel.CreateBounded<(long Value, TaskCompletionSource<long> Answer)>(Of(Capacity));
        Task partner = Task.Run(async () =>
        {
            for (long i = 0; i < run.Operations; i++)
            {
                (long value, TaskCompletionSource<long> answer) = await requests.Reader.ReadAsync();
                answer.SetResult(value);
            }
        });
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            await requests.Writer.WriteAsync((i, answer));
            sum += await answer.Task;
        }

        await partner;
        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    private static BoundedChannelOptions Of(int capacity, BoundedChannelFullMode mode = BoundedChannelFullMode.Wait)
        => new(capacity) { FullMode = mode, SingleReader = true, SingleWriter = true };
}
