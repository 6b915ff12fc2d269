namespace Liten.ProcessFaults.Subject;

/// <summary>The same shortage without the system's help: each thread in turn is the one that cannot be had.</summary>
internal static class RefusedThreads
{
    private const int Workers = 4;
    private const int Jobs = 50;

    public static int Run()
    {
        int refused = 0;
        for (int allowed = 0; allowed < Workers; allowed++)
        {
            var threads = new RationedThreads(allowed);
            try
            {
                _ = new Runtime(new RuntimeOptions { WorkerThreads = Workers, Threads = threads });
            }
            catch (OutOfMemoryException)
            {
                refused++;
            }

            HangWatch.Until(() => threads.AliveCount == 0);
        }

        Figure.Write("builds", Workers);
        Figure.Write("refused", refused);
        QueueJobsAndShutDown(new RationedThreads(Workers + 2));
        return 0;
    }

    /// <summary>Two threads for fifty jobs, and none for the shutdown.</summary>
    private static void QueueJobsAndShutDown(RationedThreads threads)
    {
        var runtime = new Runtime(new RuntimeOptions { WorkerThreads = Workers, Threads = threads });
        HangWatch.Watch(runtime);
        using var gate = new ManualResetEventSlim();
        int ran = 0;
        JoinHandle[] jobs = [.. Enumerable.Range(0, Jobs).Select(_ => runtime.SpawnBlocking(() =>
        {
            gate.Wait();
            Interlocked.Increment(ref ran);
        }))];
        gate.Set();
        runtime.BlockOn(async () => await LitenTask.WhenAll(jobs));
        ShutdownReport report = runtime.ShutdownAsync(Timeout.InfiniteTimeSpan).AsTask().GetAwaiter().GetResult();
        Figure.Write("jobs", Jobs);
        Figure.Write("ran", ran);
        Figure.Write("shut-down", report.IsComplete);
        HangWatch.Until(() => threads.AliveCount == 0);
        Figure.Write("threads-left", threads.AliveCount);
    }
}
