namespace Liten.ProcessFaults.Subject;

/// <summary>Spawning without end, under a limit of the heap that the test sets.</summary>
internal static class MemoryShortage
{
    private const int MaxTasks = 20_000;
    private const int Rejections = 1_000;
    private const int Rounds = 3;
    private const int ReserveParts = 1_000;
    private const int ReservePartSize = 8 * 1024;

    private static byte[][]? s_reserve;
    private static long s_ran;
    private static int s_keepsBusy;

    /// <summary>With a limit of tasks the memory's limit is never met.</summary>
    public static int WithMaxTasks()
    {
        using Runtime runtime = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(2).MaxTasks(MaxTasks));
        var tasks = new List<JoinHandle>();
        int rejected = 0;
        while (rejected < Rejections)
        {
            try
            {
                tasks.Add(runtime.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan)));
            }
            catch (TaskLimitExceededException)
            {
                rejected++;
            }
        }

        Figure.Write("spawned", tasks.Count);
        Figure.Write("rejected", rejected);
        tasks.ForEach(static task => task.Abort());

        // A task is counted out right before its handle completes.
        HangWatch.Until(() => runtime.Metrics.AliveTasks == 0 && tasks.TrueForAll(static task => task.IsCompleted));
        Figure.Write("aborted", tasks.Count(static task => task.JoinAsync().AsTask().Result.IsAborted));
        WorkOnce(runtime);
        return 0;
    }

    /// <summary>The only worker is busy, so everything stays queued until the memory is full and it is the spawner who hears of it.</summary>
    /// <remarks>Workers that allocate when nothing is left are another matter: then .NET ends the process, as it does with its own ThreadPool.</remarks>
    public static int OfQueuedTasks()
    {
        using Runtime runtime = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(1));
        for (int round = 1; round <= Rounds; round++)
        {
            s_ran = 0;
            KeepWorkerBusy(runtime);
            long spawned = SpawnUntilMemoryIsFull(runtime, static () =>
            {
                Interlocked.Increment(ref s_ran);
                return LitenTask.CompletedTask;
            });
            Volatile.Write(ref s_keepsBusy, 0);
            HangWatch.Until(() => Interlocked.Read(ref s_ran) == spawned);
            Tell(round, spawned, runtime);
        }

        WorkOnce(runtime);
        return 0;
    }

    /// <summary>In a loop that allocates nothing, and that has begun: the worker must not be the one who hears that the memory is full.</summary>
    private static void KeepWorkerBusy(Runtime runtime)
    {
        Volatile.Write(ref s_keepsBusy, 1);
        _ = runtime.Spawn(static () =>
        {
            Volatile.Write(ref s_keepsBusy, 2);
            while (Volatile.Read(ref s_keepsBusy) != 0)
            {
                Thread.Yield();
            }

            return LitenTask.CompletedTask;
        });
        HangWatch.Until(static () => Volatile.Read(ref s_keepsBusy) == 2);
    }

    /// <summary>
    /// Keeps a reserve back, so that whoever ends the flood has room for what that takes. In small parts: the collector does not give the
    /// place of a large object to small ones at once.
    /// </summary>
    private static long SpawnUntilMemoryIsFull(Runtime runtime, Func<LitenTask> body)
    {
        long spawned = 0;
        s_reserve = [.. Enumerable.Range(0, ReserveParts).Select(static _ => new byte[ReservePartSize])];
        try
        {
            while (true)
            {
                _ = runtime.Spawn(body);
                spawned++;
            }
        }
        catch (OutOfMemoryException)
        {
            s_reserve = null;
            return spawned;
        }
    }

    private static void Tell(int round, long spawned, Runtime runtime)
    {
        HangWatch.Until(() => runtime.Metrics.AliveTasks == 0);
        Figure.Write($"spawned-{round}", spawned);
        Figure.Write($"ran-{round}", Interlocked.Read(ref s_ran));
    }

    private static void WorkOnce(Runtime runtime) => Figure.Write("later", runtime.BlockOn(static async () =>
    {
        await LitenTask.Yield();
        return await LitenTask.Spawn(static async () => 1);
    }));
}
