using System.Threading.Channels;

namespace Liten.Peers;

/// <summary>mpsc_pingpong, mpsc_stream, mpsc_stream_4, mpsc_unbounded, mpmc_stream, rendezvous</summary>
internal static class ChannelRows
{
    public const int Chunk = 1000;
    private const int Capacity = 128;

    /// <summary>One operation: an item to another task and back, through two channels of capacity 1.</summary>
    public static Outcome PingPong(Run run) => Host.OnWorker(async () =>
    {
        Channel<long> ping = Channel.CreateBounded<long>(Of(capacity: 1, senders: 1));
        Channel<long> pong = Channel.CreateBounded<long>(Of(capacity: 1, senders: 1));
        Task partner = Task.Run(async () =>
        {
            for (long i = 0; i < run.Operations; i++)
            {
                await pong.Writer.WriteAsync(await ping.Reader.ReadAsync());
            }
        });
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            await ping.Writer.WriteAsync(i);
            sum += await pong.Reader.ReadAsync();
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
        var channel = Channel.CreateUnbounded<long>(new() { SingleReader = true, SingleWriter = true });
        using var emptied = new SemaphoreSlim(0);
        Task sending = Task.Run(async () =>
        {
            for (long i = 0; i < run.Operations; i++)
            {
                channel.Writer.TryWrite(i);
                if ((i + 1) % Chunk == 0)
                {
                    await emptied.WaitAsync();
                }
            }
        });
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            sum += await channel.Reader.ReadAsync();
            if ((i + 1) % Chunk == 0)
            {
                emptied.Release();
            }
        }

        await sending;
        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    /// <summary>One operation: send and receive an item; <c>Size</c> tasks send, as many receive.</summary>
    public static Outcome ManyToMany(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        Channel<long> channel = Channel.CreateBounded<long>(Capacity);
        var sending = new Task[run.Size];
        var receiving = new Task<long>[run.Size];
        for (int i = 0; i < sending.Length; i++)
        {
            sending[i] = Task.Run(() => Send(channel, turns));
            receiving[i] = Task.Run(async () =>
            {
                long sum = 0;
                for (long turn = 0; turn < turns; turn++)
                {
                    sum += await channel.Reader.ReadAsync();
                }

                return sum;
            });
        }

        await Task.WhenAll(sending);
        long[] sums = await Task.WhenAll(receiving);
        Check.Equal(sums.Sum(), run.Size * Check.SumBelow(turns));
    });

    private static Outcome Streaming(Run run, int capacity) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        Channel<long> channel = Channel.CreateBounded<long>(Of(capacity, run.Size));
        var sending = new Task[run.Size];
        for (int i = 0; i < sending.Length; i++)
        {
            sending[i] = Task.Run(() => Send(channel, turns));
        }

        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            sum += await channel.Reader.ReadAsync();
        }

        await Task.WhenAll(sending);
        Check.Equal(sum, run.Size * Check.SumBelow(turns));
    });

    private static async Task Send(Channel<long> channel, long turns)
    {
        for (long turn = 0; turn < turns; turn++)
        {
            await channel.Writer.WriteAsync(turn);
        }
    }

    private static BoundedChannelOptions Of(int capacity, long senders)
        => new(capacity) { SingleReader = true, SingleWriter = senders == 1 };
}
