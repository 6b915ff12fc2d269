namespace Liten.ProcessFaults.Subject;

/// <summary>Very many tasks at once, and what they leave behind.</summary>
internal static class MemoryPeaks
{
    private const int BurstSize = 1_000_000;
    private const int WarmUpSize = 10_000;

    private static int s_begun;

    /// <summary>Spawns without end, and without any option: the runtime's own rough limit comes before that of the memory.</summary>
    public static int OfRunawaySpawner()
    {
        using Runtime runtime = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(2));
        var gate = new AsyncNotify();
        Figure.Write("limited-on-worker", runtime.BlockOn(() => SpawnUntilLimited(gate)));
        try
        {
            // From outside there may be some room yet: a thread asks for a block of ids at a time.
            while (true)
            {
                _ = runtime.Spawn(() => gate.WaitAsync());
            }
        }
        catch (TaskLimitExceededException limit)
        {
            Figure.Write("limit", limit.MaxTasks);
        }

        Figure.Write("alive", runtime.Metrics.AliveTasks);
        End(runtime, gate);
        Figure.Write("later", runtime.BlockOn(static async () => await LitenTask.Spawn(static async () => 1)));
        return 0;
    }

    /// <summary>What the pools and the tables keep after a million tasks that waited at once.</summary>
    public static int OfBurst()
    {
        using Runtime runtime = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(2));
        Burst(runtime, WarmUpSize);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Figure.Write("peak", Burst(runtime, BurstSize) - before);

        // A worker gives tables back when it has nothing else to do.
        long allowed = before + (before / 5) + (4 * 1024 * 1024);
        HangWatch.Until(() => GC.GetTotalMemory(forceFullCollection: true) <= allowed);
        Figure.Write("before", before);
        Figure.Write("after", GC.GetTotalMemory(forceFullCollection: true));
        return 0;
    }

    private static async LitenTask<int> SpawnUntilLimited(AsyncNotify gate)
    {
        try
        {
            while (true)
            {
                _ = LitenTask.Spawn(gate, static async gate => await gate.WaitAsync());
            }
        }
        catch (TaskLimitExceededException)
        {
            return 1;
        }
    }

    private static long Burst(Runtime runtime, int size)
    {
        var gate = new AsyncNotify();
        s_begun = 0;
        for (int i = 0; i < size; i++)
        {
            _ = runtime.Spawn(gate, static async gate =>
            {
                Interlocked.Increment(ref s_begun);
                await gate.WaitAsync();
            });
        }

        HangWatch.Until(() => Volatile.Read(ref s_begun) == size);
        long memory = GC.GetTotalMemory(forceFullCollection: false);
        End(runtime, gate);
        return memory;
    }

    private static void End(Runtime runtime, AsyncNotify gate) => HangWatch.Until(() =>
    {
        gate.NotifyAll();
        return runtime.Metrics.AliveTasks == 0;
    });
}
