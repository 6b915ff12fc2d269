namespace Liten.Stress;

public class BlockingStress
{
    [Fact]
    public void BlockingJobs_MoreThanThreads_AllEndWithinTheLimit() => ProgressWatchdog.Run(watchdog =>
    {
        const int MaxThreads = 4;
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(2).MaxBlockingThreads(MaxThreads).BlockingKeepAlive(TimeSpan.FromMilliseconds(1)));
        int busy = 0;
        int most = 0;
        int ran = 0;
        ForeignThreads.Start(3, watchdog.Seed, random =>
        {
            while (watchdog.TimeIsLeft)
            {
                JoinHandle[] jobs = [.. Enumerable.Range(0, 40).Select(_ =>
                {
                    int spins = random.Next(2000);
                    return runtime.SpawnBlocking(() =>
                    {
                        int now = Interlocked.Increment(ref busy);
                        InterlockedMax(ref most, now);
                        Thread.SpinWait(spins);
                        Interlocked.Increment(ref ran);
                        Interlocked.Decrement(ref busy);
                    });
                })];
                int aborted = 0;
                foreach (JoinHandle job in jobs)
                {
                    if (random.Next(4) == 0)
                    {
                        job.Abort();
                    }
                }

                foreach (JoinHandle job in jobs)
                {
                    aborted += runtime.BlockOn(async () => await job.JoinAsync()).IsAborted ? 1 : 0;
                }

                Interlocked.Add(ref ran, aborted - jobs.Length);
                watchdog.Progress(jobs.Length);
            }
        }).Join();

        Assert.Equal(0, ran);
        Assert.InRange(most, 1, MaxThreads);
        watchdog.Close(runtime);
        Assert.Equal(0, runtime.Metrics.BlockingThreads);
    });

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
