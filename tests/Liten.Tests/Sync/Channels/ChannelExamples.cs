namespace Liten.Tests.Sync;

/// <summary>The examples of the documentation.</summary>
public sealed class ChannelExamples
{
    [Fact]
    public void Example_Mpsc_Sums()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        Assert.Equal(5050, it.Run(() => SumWithOneReceiverAsync(CancellationToken.None)));
    }

    [Fact]
    public void Example_Mpmc_Sums()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        Assert.Equal(5050, it.Run(() => SumAsync(CancellationToken.None)));
    }

    private static async LitenTask<int> SumWithOneReceiverAsync(CancellationToken cancellationToken)
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(capacity: 16);
        _ = LitenTask.Spawn(async () =>
        {
            using (sender)
            {
                for (int i = 1; i <= 100; i++)
                {
                    await sender.SendAsync(i, cancellationToken);
                }
            }
        });

        int sum = 0;
        await foreach (int item in receiver.WithCancellation(cancellationToken))
        {
            sum += item;
        }

        return sum;
    }

    private static async LitenTask<int> SumAsync(CancellationToken cancellationToken)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity: 16);
        JoinHandle<int>[] workers = new JoinHandle<int>[4];
        for (int i = 0; i < workers.Length; i++)
        {
            MpmcReceiver<int> own = receiver.Clone();
            workers[i] = LitenTask.Spawn(() => SumOneAsync(own, cancellationToken));
        }

        receiver.Dispose();
        for (int i = 1; i <= 100; i++)
        {
            await sender.SendAsync(i, cancellationToken);
        }

        sender.Dispose();
        int sum = 0;
        foreach (JoinHandle<int> worker in workers)
        {
            sum += await worker;
        }

        return sum;
    }

    private static async LitenTask<int> SumOneAsync(MpmcReceiver<int> receiver, CancellationToken cancellationToken)
    {
        using (receiver)
        {
            int sum = 0;
            await foreach (int item in receiver.WithCancellation(cancellationToken))
            {
                sum += item;
            }

            return sum;
        }
    }
}
