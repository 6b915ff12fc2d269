using BenchmarkDotNet.Attributes;

namespace Liten.Benchmarks;

/// <summary>
/// One operation: two tasks wake each other once, through two fresh oneshots; the baseline's are a TaskCompletionSource that runs
/// continuations asynchronously.
/// </summary>
[MemoryDiagnoser]
public class PingPongBenchmark : TwoThreads
{
    public const int Operations = 10_000;

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Liten() => Runtime.BlockOn(static async () =>
    {
        var pings = new (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[Operations];
        var pongs = new (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[Operations];
        for (int i = 0; i < Operations; i++)
        {
            pings[i] = Oneshot.Create<int>();
            pongs[i] = Oneshot.Create<int>();
        }

        JoinHandle other = LitenTask.Spawn(async () =>
        {
            for (int i = 0; i < Operations; i++)
            {
                pongs[i].Sender.TrySend(await pings[i].Receiver);
            }
        });
        for (int i = 0; i < Operations; i++)
        {
            pings[i].Sender.TrySend(i);
            await pongs[i].Receiver;
        }

        await other;
    });

    [Benchmark(OperationsPerInvoke = Operations, Baseline = true)]
    public void CompletionSource() => OnThreadPool(static async () =>
    {
        var pings = new TaskCompletionSource<int>[Operations];
        var pongs = new TaskCompletionSource<int>[Operations];
        for (int i = 0; i < Operations; i++)
        {
            pings[i] = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            pongs[i] = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Task other = Task.Run(async () =>
        {
            for (int i = 0; i < Operations; i++)
            {
                pongs[i].SetResult(await pings[i].Task);
            }
        });
        for (int i = 0; i < Operations; i++)
        {
            pings[i].SetResult(i);
            await pongs[i].Task;
        }

        await other;
    });
}
