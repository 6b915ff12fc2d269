namespace Liten.ProcessFaults.Subject;

/// <summary>The process ends while workers spin, tasks sleep, a job blocks and a foreign thread goes on spawning.</summary>
internal static class ExitUnderWay
{
    private const int Workers = 2;
    private const int Sleepers = 1_000;

    public static int ByReturn()
    {
        GetBusy();
        return 7;
    }

    public static int ByEnvironmentExit()
    {
        GetBusy();
        Environment.Exit(8);
        return 0;
    }

    public static int ByEnvironmentExitOnWorker()
    {
        GetBusy();
        Runtime another = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(1));
        another.BlockOn(static async () =>
        {
            await LitenTask.Yield();
            Environment.Exit(9);
        });
        return 0;
    }

    public static int ByEnvironmentExitInBlockingJob()
    {
        Runtime runtime = GetBusy();
        _ = runtime.SpawnBlocking(static () => Environment.Exit(10));
        new ManualResetEventSlim().Wait();
        return 0;
    }

    public static int ByUnhandledException()
    {
        GetBusy();
        throw new InvalidOperationException("unhandled on purpose");
    }

    public static int ByUnhandledExceptionOnAThread()
    {
        GetBusy();
        new Thread(static () => throw new InvalidOperationException("unhandled on purpose")).Start();
        new ManualResetEventSlim().Wait();
        return 0;
    }

    private static Runtime GetBusy()
    {
        Runtime runtime = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(Workers).WorkerThreadName("busy"));
        int begun = 0;
        for (int i = 0; i < Sleepers; i++)
        {
            _ = runtime.Spawn(async () =>
            {
                Interlocked.Increment(ref begun);
                await Time.Sleep(TimeSpan.FromHours(1));
            });
        }

        _ = runtime.SpawnBlocking(() =>
        {
            Interlocked.Increment(ref begun);
            new ManualResetEventSlim().Wait();
        });
        HangWatch.Until(() => Volatile.Read(ref begun) == Sleepers + 1);
        KeepSpawning(runtime, () => Interlocked.Increment(ref begun));
        Spin(runtime, () => Interlocked.Increment(ref begun));
        HangWatch.Until(() => Volatile.Read(ref begun) > Sleepers + 1 + Workers);
        Figure.Write("alive", runtime.Metrics.AliveTasks);
        return runtime;
    }

    private static void Spin(Runtime runtime, Action begun)
    {
        for (int i = 0; i < Workers; i++)
        {
            _ = runtime.Spawn(() =>
            {
                begun();
                while (true)
                {
                    Thread.SpinWait(100);
                }
            });
        }
    }

    private static void KeepSpawning(Runtime runtime, Action begun)
    {
        var thread = new Thread(() =>
        {
            begun();
            while (true)
            {
                // A bound, or the queue behind the spinning workers would fill the memory.
                if (runtime.Metrics.AliveTasks < 10_000)
                {
                    _ = runtime.Spawn(static async () => await LitenTask.Yield());
                }
            }
        })
        {
            IsBackground = true,
            Name = "spawner",
        };
        thread.Start();
    }
}
