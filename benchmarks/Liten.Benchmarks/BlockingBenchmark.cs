using BenchmarkDotNet.Attributes;

namespace Liten.Benchmarks;

/// <summary>One operation: hand a function to a thread that may block, and await its result.</summary>
[MemoryDiagnoser]
public class BlockingBenchmark : TwoThreads
{
    public const int Operations = 1000;

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Liten() => Runtime.BlockOn(static async () =>
    {
        for (int i = 0; i < Operations; i++)
        {
            await Blocking.Spawn(static () => 1);
        }
    });

    [Benchmark(OperationsPerInvoke = Operations, Baseline = true)]
    public void LongRunning() => OnThreadPool(static async () =>
    {
        for (int i = 0; i < Operations; i++)
        {
            await Task.Factory.StartNew(static () => 1, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    });

    /// <summary>What many programs do: the function blocks a thread that tasks need.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void TaskRun() => OnThreadPool(static async () =>
    {
        for (int i = 0; i < Operations; i++)
        {
            await Task.Run(static () => 1);
        }
    });
}
