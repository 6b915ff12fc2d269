using System.Diagnostics;

namespace Liten.ProcessFaults.Subject;

/// <summary>Every thread of .NET's ThreadPool is blocked while a runtime is used and shut down.</summary>
internal static class StarvedThreadPool
{
    private const int Sleeps = 200;
    private const int Wakes = 2_000;
    private const int Aborts = 100;
    private const int Callbacks = 100;

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

        Figure.Write("aborted-in-order", AbortForeignWaits(runtime));
        Figure.Write("callbacks", CountCallbacks(runtime));

        var left = new ForeignWait(runtime);
        JoinHandle sleeper = runtime.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
        Figure.Write("shut-down", runtime.Shutdown(Timeout.InfiniteTimeSpan).IsComplete);
        Figure.Write("sleeper-ended", sleeper.IsCompleted);
        Figure.Write("shut-down-in-order", left.EndsInOrder());
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

    /// <summary>Aborts tasks that obey their tokens: from outside, and from a worker that blocks until they have ended.</summary>
    private static int AbortForeignWaits(Runtime runtime)
    {
        int inOrder = 0;
        for (int i = 0; i < Aborts; i++)
        {
            var wait = new ForeignWait(runtime);
            wait.Task.Abort();
            inOrder += wait.EndsInOrder() ? 1 : 0;

            var other = new ForeignWait(runtime);
            inOrder += runtime.BlockOn(async LitenTask<bool> () =>
            {
                await LitenTask.Yield();
                other.Task.Abort();
                return other.EndsInOrder();
            }) ? 1 : 0;
        }

        return inOrder;
    }

    /// <summary>What .NET's own code hands to a runtime: posted callbacks, tasks of its scheduler, long ones among them.</summary>
    private static int CountCallbacks(Runtime runtime)
    {
        using var ran = new CountdownEvent(3 * Callbacks);
        for (int i = 0; i < Callbacks; i++)
        {
            runtime.SynchronizationContext.Post(_ => ran.Signal(), null);
            Task.Factory.StartNew(() => ran.Signal(), CancellationToken.None, TaskCreationOptions.None, runtime.TaskScheduler);
            Task.Factory.StartNew(() => ran.Signal(), CancellationToken.None, TaskCreationOptions.LongRunning, runtime.TaskScheduler);
        }

        ran.Wait();
        return 3 * Callbacks;
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

    /// <summary>A task in a wait of .NET's, which nothing but the task's token ends.</summary>
    private sealed class ForeignWait
    {
        private bool _callbackRan;
        private bool _finallyRan;

        public ForeignWait(Runtime runtime)
        {
            using var begun = new ManualResetEventSlim();
            Task = runtime.Spawn(async () =>
            {
                CancellationToken token = LitenTask.Current.CancellationToken;
                token.Register(() => Volatile.Write(ref _callbackRan, true));
                try
                {
                    Task wait = new TaskCompletionSource().Task.WaitAsync(token);
                    begun.Set();
                    await wait;
                }
                finally
                {
                    _finallyRan = true;
                }
            });
            begun.Wait();
        }

        public JoinHandle Task { get; }

        /// <returns>Whether its code has unwound; without a free worker this never returns.</returns>
        public bool EndsInOrder()
        {
            HangWatch.Until(() => Task.IsCompleted && Volatile.Read(ref _callbackRan));
            return _finallyRan;
        }
    }
}
