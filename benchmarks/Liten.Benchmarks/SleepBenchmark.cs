using BenchmarkDotNet.Attributes;

namespace Liten.Benchmarks;

/// <summary>One operation: a timer is set for a time that never comes, and cancelled by its token.</summary>
[MemoryDiagnoser]
public class SleepBenchmark : TwoThreads
{
    public const int Operations = 10_000;

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Liten() => Runtime.BlockOn(static async () =>
    {
        for (int i = 0; i < Operations; i++)
        {
            using var source = new CancellationTokenSource();
            LitenTask sleep = Time.Sleep(TimeSpan.FromSeconds(10), source.Token);
            source.Cancel();
            await Ended(sleep);
        }
    });

    [Benchmark(OperationsPerInvoke = Operations, Baseline = true)]
    public void TaskDelay() => OnThreadPool(static async () =>
    {
        for (int i = 0; i < Operations; i++)
        {
            using var source = new CancellationTokenSource();
            Task delay = Task.Delay(TimeSpan.FromSeconds(10), source.Token);
            source.Cancel();
            await Ended(delay);
        }
    });

    private static async LitenTask Ended(LitenTask sleep)
    {
        try
        {
            await sleep;
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task Ended(Task delay)
    {
        try
        {
            await delay;
        }
        catch (OperationCanceledException)
        {
        }
    }
}
