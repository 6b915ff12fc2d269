using BenchmarkDotNet.Attributes;

namespace Liten.Benchmarks;

/// <summary>One operation: spawn an async lambda that captures one variable, from inside, and await its result.</summary>
[MemoryDiagnoser]
public class SpawnJoinBenchmark : TwoThreads
{
    public const int Operations = 10_000;

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Liten() => Runtime.BlockOn(async () =>
    {
        for (int i = 0; i < Operations; i++)
        {
            int captured = i;
            await LitenTask.Spawn(async () => captured);
        }
    });

    [Benchmark(OperationsPerInvoke = Operations, Baseline = true)]
    public void TaskRun() => OnThreadPool(static async () =>
    {
        for (int i = 0; i < Operations; i++)
        {
            int captured = i;
            await Task.Run(async () => captured);
        }
    });
}
