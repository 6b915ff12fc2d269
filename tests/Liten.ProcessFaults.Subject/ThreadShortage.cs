namespace Liten.ProcessFaults.Subject;

/// <summary>The test limits the address space, and a thread takes so much of it that only a few fit in.</summary>
internal static class ThreadShortage
{
    private const string Name = "scarce";
    private const int StackSize = 64 * 1024 * 1024;
    private const int MoreThanFit = 100;
    private const int Attempts = 20;
    private const int Jobs = 60;

    /// <summary>A runtime that gets only some of its threads is not built, and those end.</summary>
    public static int AtBuild()
    {
        int refused = 0;
        int started = 0;
        int stopped = 0;
        for (int i = 0; i < Attempts; i++)
        {
            try
            {
                using Runtime impossible = Scarce(MoreThanFit)
                    .OnThreadStart(_ => Interlocked.Increment(ref started))
                    .OnThreadStop(_ => Interlocked.Increment(ref stopped))
                    .Build();
            }
            catch (OutOfMemoryException)
            {
                refused++;
            }
        }

        Figure.Write("attempts", Attempts);
        Figure.Write("refused", refused);
        Figure.Write("started", started);
        Figure.Write("stopped", stopped);
        HangWatch.Until(() => ProcessFigures.CountThreads(Name) == 0);
        Figure.Write("threads-left", ProcessFigures.CountThreads(Name));

        using Runtime later = HangWatch.Watch(Scarce(2));
        Figure.Write("later", later.BlockOn(static async () =>
        {
            await LitenTask.Yield();
            return 1;
        }));
        return 0;
    }

    /// <summary>Jobs that would get a thread of their own share those there are.</summary>
    public static int AtGrowthOfTheBlockingPool()
    {
        using Runtime runtime = HangWatch.Watch(Scarce(1).MaxBlockingThreads(MoreThanFit));
        using var gate = new ManualResetEventSlim();
        int ran = 0;
        JoinHandle[] jobs = [.. Enumerable.Range(0, Jobs).Select(_ => runtime.SpawnBlocking(() =>
        {
            gate.Wait();
            Interlocked.Increment(ref ran);
        }))];
        RuntimeMetrics metrics = runtime.Metrics;
        gate.Set();
        runtime.BlockOn(async () => await LitenTask.WhenAll(jobs));
        Figure.Write("jobs", Jobs);
        Figure.Write("threads", metrics.BlockingThreads);
        Figure.Write("queued", metrics.BlockingQueueDepth);
        Figure.Write("ran", ran);
        return 0;
    }

    private static RuntimeBuilder Scarce(int workers) => Runtime.CreateBuilder().WorkerThreads(workers).WorkerThreadName(Name).ThreadStackSize(StackSize);
}
