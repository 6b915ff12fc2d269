using System.Diagnostics.Tracing;

namespace Liten.Tool.Subject;

/// <summary>What a program may be in, each reached when its method returns.</summary>
internal static class Everything
{
    /// <returns>False if there is no such state.</returns>
    public static bool Enter(string state)
    {
        switch (state)
        {
            case "unused":
                new AsyncMutex().TryLock(out _);
                return true;
            case "deadlock":
                Deadlock(Make("first"));
                return true;
            case "two":
                Work(Make("first"));
                Work(Make("second"));
                return true;
            case "loop":
                Loop(Make("first"));
                return true;
            case "stuck":
                // As a program gets stuck that was healthy before: the event source is there.
                Runtime stuck = Make("first");
                SpinWait.SpinUntil(static () => EventSource.GetSources().Any(static source => source.Name == "Liten-Runtime"));
                BlockThreadPool();
                BlockWorkers(stuck);
                return true;
            case "stuck-early":
                // The event source never comes: nothing runs on the ThreadPool any more.
                BlockThreadPool();
                Runtime early = Make("first");
                Deadlock(early);
                BlockWorkers(early);
                return true;
            default:
                return false;
        }
    }

    private static Runtime Make(string name) => Runtime.CreateBuilder().Name(name).WorkerThreads(2).Build();

    /// <summary>Two tasks wait for each other.</summary>
    private static void Deadlock(Runtime runtime)
    {
        var mine = new AsyncMutex<decimal>(100) { Name = "my account" };
        var yours = new AsyncMutex<decimal>(100) { Name = "your account" };
        var both = new AsyncBarrier(2);
        runtime.Spawn(() => TransferAsync(mine, yours, both), new SpawnOptions { Name = "pay" });
        runtime.Spawn(() => TransferAsync(yours, mine, both), new SpawnOptions { Name = "pay back" });
        SpinWait.SpinUntil(static () => Runtime.FindWaitCycles().Count > 0);
    }

    /// <summary>Tasks that go on all the time.</summary>
    private static void Work(Runtime runtime)
    {
        var clock = new AsyncMutex { Name = "clock" };
        for (int i = 0; i < 4; i++)
        {
            runtime.Spawn(() => TickAsync(clock), new SpawnOptions { Name = "ticks" });
        }
    }

    /// <summary>Both workers compute for ever.</summary>
    private static void Loop(Runtime runtime)
    {
        using var begun = new CountdownEvent(2);
        for (int i = 0; i < 2; i++)
        {
            runtime.Spawn(
                async () =>
                {
                    begun.Signal();
                    FindRoot(2);
                },
                new SpawnOptions { Name = "computes" });
        }

        begun.Wait();
    }

    /// <summary>All threads of the ThreadPool wait for what never comes.</summary>
    private static void BlockThreadPool()
    {
        int threads = Environment.ProcessorCount;
        ThreadPool.SetMinThreads(threads, threads);
        ThreadPool.SetMaxThreads(threads, threads);
        using var blocked = new CountdownEvent(threads);
        for (int i = 0; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => WaitForEver(blocked), null);
        }

        blocked.Wait();
    }

    /// <summary>Both workers do.</summary>
    private static void BlockWorkers(Runtime runtime)
    {
        using var blocked = new CountdownEvent(2);
        for (int i = 0; i < 2; i++)
        {
            runtime.Spawn(async () => WaitForEver(blocked), new SpawnOptions { Name = "blocks" });
        }

        blocked.Wait();
    }

    private static async LitenTask TransferAsync(AsyncMutex<decimal> from, AsyncMutex<decimal> to, AsyncBarrier both)
    {
        using AsyncMutexGuard<decimal> debit = await from.LockAsync();
        await both.ArriveAsync();
        using AsyncMutexGuard<decimal> credit = await to.LockAsync();
        debit.Value--;
        credit.Value++;
    }

    private static async LitenTask TickAsync(AsyncMutex clock)
    {
        while (true)
        {
            using AsyncMutexGuard guard = await clock.LockAsync();
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
        }
    }

    private static void WaitForEver(CountdownEvent blocked)
    {
        blocked.Signal();
        Thread.Sleep(Timeout.Infinite);
    }

    private static double FindRoot(double square)
    {
        double root = square;
        while (root * root != square) // No double has this square.
        {
            root = (root + (square / root)) / 2;
        }

        return root;
    }
}
