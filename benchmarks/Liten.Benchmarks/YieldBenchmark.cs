using BenchmarkDotNet.Attributes;

namespace Liten.Benchmarks;

/// <summary>One operation: one yield, by a single task and by 200 tasks at a time.</summary>
[MemoryDiagnoser]
public class YieldBenchmark : TwoThreads
{
    public const int Operations = 200_000;

    [Params(1, 200)]
    public int Tasks { get; set; }

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Liten() => Runtime.BlockOn(async () =>
    {
        int yields = Operations / Tasks;
        var handles = new JoinHandle[Tasks];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = LitenTask.Spawn(async () =>
            {
                for (int turn = 0; turn < yields; turn++)
                {
                    await LitenTask.Yield();
                }
            });
        }

        await LitenTask.WhenAll(handles);
    });

    [Benchmark(OperationsPerInvoke = Operations, Baseline = true)]
    public void TaskYield() => OnThreadPool(async () =>
    {
        int yields = Operations / Tasks;
        var tasks = new Task[Tasks];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(async () =>
            {
                for (int turn = 0; turn < yields; turn++)
                {
                    await Task.Yield();
                }
            });
        }

        await Task.WhenAll(tasks);
    });
}
