using System.Diagnostics;

namespace Liten.ProcessFaults.Subject;

/// <summary>
/// Chains of 100,000 links on stacks of 256 KiB: whoever runs one party on the stack of another overflows it, and that ends the
/// process.
/// </summary>
internal static class DeepChains
{
    private const int Depth = 100_000;

    /// <summary>Less, as .NET copies an exception's stack trace at each link; still far more links than such a stack has room for.</summary>
    private const int DepthOfAbort = 10_000;
    private const int StackSize = 256 * 1024;

    public static int OfAwaits() => Run(Depth, static async () =>
    {
        var (sender, receiver) = Oneshot.Create<int>();
        LitenTask<int> chain = AwaitChain(receiver.ReceiveAsync(), Depth);
        sender.TrySend(0);
        return await chain;
    });

    public static int OfJoins() => Run(Depth, static async () =>
    {
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> last = JoinChain(LitenTask.Spawn(async () => await receiver));
        await LitenTask.Yield();
        sender.TrySend(0);
        return await last;
    });

    /// <summary>A tree as crooked as can be: at each link a whole WhenAll of the link before and of a leaf.</summary>
    public static int OfWhenAll() => Run(Depth, static async () =>
    {
        int leaves = 0;
        var (sender, receiver) = Oneshot.Create<int>();
        LitenTask tree = Discard(receiver.ReceiveAsync());
        for (int i = 0; i < Depth; i++)
        {
            tree = LitenTask.WhenAll(tree, Leaf(() => leaves++));
        }

        sender.TrySend(0);
        await tree;
        return leaves;
    });

    public static int OfMutexHandOver() => Run(Depth, static async () =>
    {
        var mutex = new AsyncMutex<int>(0);
        AsyncMutexGuard<int> first = await mutex.LockAsync();
        LitenTask[] waiters = [.. Enumerable.Range(0, Depth).Select(_ => LockAndIncrement(mutex))];
        first.Dispose();
        await LitenTask.WhenAll(waiters);
        using AsyncMutexGuard<int> last = await mutex.LockAsync();
        return last.Value;
    });

    public static int OfOneshots() => Run(Depth, static async () =>
    {
        var (firstSender, receiver) = Oneshot.Create<int>();
        OneshotReceiver<int> input = receiver;
        for (int i = 0; i < Depth; i++)
        {
            var (sender, output) = Oneshot.Create<int>();
            OneshotReceiver<int> own = input;
            _ = LitenTask.Spawn(async () => sender.TrySend(1 + await own));
            input = output;
        }

        await LitenTask.Yield();
        firstSender.TrySend(0);
        return await input;
    });

    /// <summary>The task is aborted at its innermost wait; the exception comes up through all callers, and each runs its <c>finally</c> block.</summary>
    public static int OfAwaitsAborted() => Run(DepthOfAbort, static async () =>
    {
        int unwound = 0;
        var waiting = new TaskCompletionSource();
        JoinHandle<int> task = LitenTask.Spawn(() =>
        {
            LitenTask<int> chain = Oneshot.Create<int>().Receiver.ReceiveAsync();
            for (int i = 0; i < DepthOfAbort; i++)
            {
                chain = Guarded(chain, () => unwound++);
            }

            waiting.SetResult();
            return chain;
        });
        await waiting.Task;
        task.Abort();
        JoinResult<int> result = await task.JoinAsync();
        return result.IsAborted ? unwound : -1;
    });

    /// <summary>A shutdown that finds 100,000 tasks, each waiting for the one before.</summary>
    public static int OfJoinsShutDown()
    {
        using Runtime runtime = Shallow();
        JoinHandle<int> last = runtime.BlockOn(static async () => JoinChain(LitenTask.Spawn(static async () => await Oneshot.Create<int>().Receiver)));
        Figure.Write("depth", Depth);
        ShutdownReport report = runtime.Shutdown(Timeout.InfiniteTimeSpan);
        Figure.Write("passed", report.IsComplete && last.IsCompleted ? runtime.Metrics.CompletedTasks - 2 : 0); // The first link, and BlockOn's body.
        return 0;
    }

    private static int Run(int depth, Func<LitenTask<int>> chain)
    {
        using Runtime runtime = Shallow();
        long start = Stopwatch.GetTimestamp();
        Figure.Write("depth", depth);
        Figure.Write("passed", runtime.BlockOn(chain));
        Figure.Write("milliseconds", Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds));
        return 0;
    }

    private static Runtime Shallow() => HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(2).ThreadStackSize(StackSize));

    private static LitenTask<int> AwaitChain(LitenTask<int> innermost, int depth)
    {
        LitenTask<int> chain = innermost;
        for (int i = 0; i < depth; i++)
        {
            chain = OneMore(chain);
        }

        return chain;
    }

    private static JoinHandle<int> JoinChain(JoinHandle<int> first)
    {
        JoinHandle<int> last = first;
        for (int i = 0; i < Depth; i++)
        {
            JoinHandle<int> before = last;
            last = LitenTask.Spawn(async () => 1 + await before);
        }

        return last;
    }

    private static async LitenTask<int> OneMore(LitenTask<int> inner) => 1 + await inner;

    private static async LitenTask Discard(LitenTask<int> inner) => await inner;

    private static async LitenTask<int> Guarded(LitenTask<int> inner, Action unwound)
    {
        try
        {
            return await inner;
        }
        finally
        {
            unwound();
        }
    }

    private static async LitenTask Leaf(Action done)
    {
        await LitenTask.CompletedTask;
        done();
    }

    private static async LitenTask LockAndIncrement(AsyncMutex<int> mutex)
    {
        using AsyncMutexGuard<int> guard = await mutex.LockAsync();
        guard.Value++;
    }
}
