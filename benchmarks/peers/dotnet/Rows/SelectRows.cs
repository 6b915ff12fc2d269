using System.Threading.Channels;

namespace Liten.Peers;

/// <summary>select_2</summary>
internal static class SelectRows
{
    private const int Capacity = 128;

    /// <summary>One operation: receive from whichever of two channels has an item; a task sends to each.</summary>
    public static Outcome OfTwo(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / 2;
        Channel<long> left = Create();
        Channel<long> right = Create();
        Task[] sending = [Task.Run(() => Send(left, turns)), Task.Run(() => Send(right, turns))];
        Task<bool>? leftHas = null;
        Task<bool>? rightHas = null;
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            long item;
            while (!left.Reader.TryRead(out item) && !right.Reader.TryRead(out item))
            {
                // The wait that did not end is kept: else it would stay behind in its channel.
                leftHas ??= left.Reader.WaitToReadAsync().AsTask();
                rightHas ??= right.Reader.WaitToReadAsync().AsTask();
                await Task.WhenAny(leftHas, rightHas);
                leftHas = leftHas.IsCompleted ? null : leftHas;
                rightHas = rightHas.IsCompleted ? null : rightHas;
            }

            sum += item;
        }

        await Task.WhenAll(sending);
        Check.Equal(sum, 2 * Check.SumBelow(turns));
    });

    private static Channel<long> Create()
    {
        var options = new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true };
        return Channel.CreateBounded<long>(options);
    }

    private static async Task Send(Channel<long> channel, long turns)
    {
        for (long turn = 0; turn < turns; turn++)
        {
            await channel.Writer.WriteAsync(turn);
        }
    }
}
