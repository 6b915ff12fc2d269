using BenchmarkDotNet.Attributes;

namespace Liten.Benchmarks;

/// <summary>One operation: as in <see cref="SpawnJoinBenchmark"/>, but a thousand tasks are spawned before the first is awaited.</summary>
[MemoryDiagnoser]
public class SpawnManyBenchmark : TwoThreads
{
    public const int Operations = 10_000;
    private const int Batch = 1000;

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Liten() => Runtime.BlockOn(static async () =>
    {
        var handles = new JoinHandle<int>[Batch];
        for (int round = 0; round < Operations / Batch; round++)
        {
            for (int i = 0; i < Batch; i++)
            {
                int captured = i;
                handles[i] = LitenTask.Spawn(async () => captured);
            }

            foreach (JoinHandle<int> handle in handles)
            {
                await handle;
            }
        }
    });

    [Benchmark(OperationsPerInvoke = Operations, Baseline = true)]
    public void TaskRun() => OnThreadPool(static async () =>
    {
        var tasks = new Task<int>[Batch];
        for (int round = 0; round < Operations / Batch; round++)
        {
            for (int i = 0; i < Batch; i++)
            {
                int captured = i;
                tasks[i] = Task.Run(async () => captured);
            }

            foreach (Task<int> task in tasks)
            {
                await task;
            }
        }
    });
}
