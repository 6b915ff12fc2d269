using BenchmarkDotNet.Attributes;

namespace Liten.Benchmarks;

/// <summary>
/// One operation: lock, add one, unlock. One task never has to wait; eight tasks do, as each yields while it holds the lock every
/// tenth time.
/// </summary>
[MemoryDiagnoser]
public class MutexBenchmark : TwoThreads
{
    public const int Operations = 80_000;
    private const int TurnsPerYield = 10;

    [Params(1, 8)]
    public int Tasks { get; set; }

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Liten() => Runtime.BlockOn(async () =>
    {
        int turns = Operations / Tasks;
        bool contended = Tasks > 1;
        var mutex = new AsyncMutex<int>(0);
        var handles = new JoinHandle[Tasks];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = LitenTask.Spawn(async () =>
            {
                for (int turn = 0; turn < turns; turn++)
                {
                    using AsyncMutexGuard<int> guard = await mutex.LockAsync();
                    guard.Value++;
                    if (contended && turn % TurnsPerYield == 0)
                    {
                        await LitenTask.Yield();
                    }
                }
            });
        }

        await LitenTask.WhenAll(handles);
    });

    [Benchmark(OperationsPerInvoke = Operations, Baseline = true)]
    public void Semaphore() => OnThreadPool(async () =>
    {
        int turns = Operations / Tasks;
        bool contended = Tasks > 1;
        using var semaphore = new SemaphoreSlim(1, 1);
        int value = 0;
        var tasks = new Task[Tasks];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(async () =>
            {
                for (int turn = 0; turn < turns; turn++)
                {
                    await semaphore.WaitAsync();
                    value++;
                    if (contended && turn % TurnsPerYield == 0)
                    {
                        await Task.Yield();
                    }

                    semaphore.Release();
                }
            });
        }

        await Task.WhenAll(tasks);
    });
}
