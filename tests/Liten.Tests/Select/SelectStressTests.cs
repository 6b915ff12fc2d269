namespace Liten.Tests.Selects;

/// <summary>Selects, plain receivers and cancellations on real threads: everything that was sent is received once.</summary>
public sealed class SelectStressTests
{
    private const int Items = 4000;
    private const int Workers = 4;

    [Fact]
    public async Task SelectsAndReceivers_WithCancelledRounds_ReceiveEachItemOnce()
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(Workers).Build();
        (MpmcSender<int> left, MpmcReceiver<int> leftOut) = Mpmc.CreateBounded<int>(3);
        (MpmcSender<int> right, MpmcReceiver<int> rightOut) = Mpmc.CreateBounded<int>(0);
        int[] received = new int[2 * Items];
        JoinHandle[] readers =
        [
            runtime.Spawn(() => SelectAll(leftOut, rightOut, received)),
            runtime.Spawn(() => SelectAll(rightOut, leftOut, received)),
            runtime.Spawn(() => ReceiveAll(leftOut, received)),
        ];
        JoinHandle[] writers = [runtime.Spawn(() => SendAll(left, 0)), runtime.Spawn(() => SendAll(right, Items))];

        foreach (JoinHandle task in (JoinHandle[])[.. writers, .. readers])
        {
            await task;
        }

        Assert.All(received, static count => Assert.Equal(1, count));
    }

    private static async LitenTask SendAll(MpmcSender<int> sender, int first)
    {
        for (int i = 0; i < Items; i++)
        {
            await sender.SendAsync(first + i);
        }

        sender.Close();
    }

    private static async LitenTask ReceiveAll(MpmcReceiver<int> receiver, int[] received)
    {
        await foreach (int item in receiver)
        {
            Interlocked.Increment(ref received[item]);
        }
    }

    /// <summary>Every third round has a token that another task cancels at any moment.</summary>
    private static async LitenTask SelectAll(MpmcReceiver<int> one, MpmcReceiver<int> other, int[] received)
    {
        using Select select = Select.Create();
        SelectCase<int> fromOne = select.Receive(one);
        SelectCase<int> fromOther = select.Receive(other);
        for (int round = 0; ; round++)
        {
            using var source = new CancellationTokenSource();
            JoinHandle? canceller = round % 3 == 0 ? LitenTask.Spawn(() => Cancel(source)) : null;
            try
            {
                if (!await select.NextAsync(source.Token))
                {
                    return;
                }

                if (fromOne.Won(out int item) || fromOther.Won(out item))
                {
                    Interlocked.Increment(ref received[item]);
                }
            }
            catch (OperationCanceledException)
            {
                // The round has taken nothing.
            }
            finally
            {
                if (canceller is not null)
                {
                    await canceller;
                }
            }
        }

        static LitenTask Cancel(CancellationTokenSource source)
        {
            source.Cancel();
            return default;
        }
    }
}
