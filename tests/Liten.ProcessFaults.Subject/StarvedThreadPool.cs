using System.Diagnostics;

namespace Liten.ProcessFaults.Subject;

/// <summary>Every thread of .NET's ThreadPool is blocked while a runtime is used and shut down.</summary>
internal static class StarvedThreadPool
{
    private const int Sleeps = 200;
    private const int Wakes = 2_000;

    public static int Run()
    {
        using var end = new ManualResetEventSlim();
        int blocked = Block(end);
        int probeRan = 0;
        ThreadPool.UnsafeQueueUserWorkItem(_ => probeRan++, null);

        Runtime runtime = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(2));
        Figure.Write("pool-threads-blocked", blocked);
        Figure.Write("sleeps", runtime.BlockOn(SleepAndCountEarly));
        Figure.Write("wakes", CountWakes(runtime));
        Figure.Write("provider-timers", runtime.BlockOn(() => UseProvider(runtime.TimeProvider)));
        Figure.Write("blocking-jobs", runtime.BlockOn(static async () => await Blocking.Spawn(static () => 1)));
        RuntimeMetrics metrics = runtime.Metrics;
        Figure.Write("metrics-balance", metrics.SpawnedTasks - metrics.CompletedTasks - metrics.AliveTasks);

        JoinHandle sleeper = runtime.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
        Figure.Write("shut-down", runtime.Shutdown(Timeout.InfiniteTimeSpan).IsComplete);
        Figure.Write("sleeper-ended", sleeper.IsCompleted);
        Runtime second = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(1));
        Figure.Write("shut-down-async", second.ShutdownAsync(Timeout.InfiniteTimeSpan).AsTask().GetAwaiter().GetResult().IsComplete);
        Figure.Write("probe-ran-meanwhile", probeRan);
        end.Set();
        return 0;
    }

    /// <returns>How many threads the pool has, all of them blocked.</returns>
    private static int Block(ManualResetEventSlim end)
    {
        int threads = Environment.ProcessorCount;
        ThreadPool.SetMinThreads(threads, threads);
        ThreadPool.SetMaxThreads(threads, threads);
        int blocked = 0;
        for (int i = 0; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    Interlocked.Increment(ref blocked);
                    end.Wait();
                },
                null);
        }

        HangWatch.Until(() => Volatile.Read(ref blocked) == threads);
        return blocked;
    }

    private static async LitenTask<int> SleepAndCountEarly()
    {
        JoinHandle<bool>[] sleeps = [.. Enumerable.Range(0, Sleeps).Select(i => LitenTask.Spawn(async () =>
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan duration = TimeSpan.FromMicroseconds(100 * i);
            await Time.Sleep(duration);
            return Stopwatch.GetElapsedTime(start) >= duration;
        }))];
        return (await LitenTask.WhenAll(sleeps)).Count(static onTime => onTime);
    }

    /// <summary>This thread and a task wake each other by turns.</summary>
    private static int CountWakes(Runtime runtime)
    {
        using var replies = new SemaphoreSlim(0);
        (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[] pings = [.. Enumerable.Range(0, Wakes).Select(static _ => Oneshot.Create<int>())];
        JoinHandle<int> task = runtime.Spawn(async () =>
        {
            int count = 0;
            foreach ((_, OneshotReceiver<int> receiver) in pings)
            {
                count += await receiver;
                replies.Release();
            }

            return count;
        });
        foreach ((OneshotSender<int> sender, _) in pings)
        {
            sender.TrySend(1);
            replies.Wait();
        }

        return runtime.BlockOn(async () => await task);
    }

    private static async LitenTask<int> UseProvider(TimeProvider provider)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(5), provider);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(5), provider);
        try
        {
            await Time.Sleep(Timeout.InfiniteTimeSpan, cancellation.Token);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 2;
        }
    }
}
