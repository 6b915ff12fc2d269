using System.Diagnostics;

namespace Liten.Peers;

/// <summary>wake_latency, memory_per_task</summary>
internal static class LoadRows
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>
    /// One operation: from a thread's send until the waiting task runs. Sends come at fixed times whatever the tasks do; each task
    /// then computes for 100 us, so that the workers are busy half of the time.
    /// </summary>
    public static Outcome WakeLatency(Run run)
    {
        long target = Counter.Sum() + run.Operations;
        var senders = new TaskCompletionSource<long>[run.Operations];
        var tasks = new Task<double>[run.Operations];
        for (int i = 0; i < tasks.Length; i++)
        {
            TaskCompletionSource<long> source = senders[i] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            tasks[i] = Task.Run(async () =>
            {
                Counter.Add();
                TimeSpan latency = Stopwatch.GetElapsedTime(await source.Task);
                ForeignThread.Compute();
                return latency.TotalNanoseconds;
            });
        }

        ForeignThread.AwaitCount(target);
        ForeignThread.InTime(run.Operations, run.Workers, i => senders[i].SetResult(Stopwatch.GetTimestamp()));
        return ForeignThread.Percentiles(Task.WhenAll(tasks).GetAwaiter().GetResult());
    }

    /// <summary>The growth of the process's peak memory while <c>Size</c> tasks sleep, per task.</summary>
    public static Outcome MemoryPerTask(Run run)
    {
        double before = ProcessMemory.Resident;
        Host.OnWorker(async () =>
        {
            for (long begin = 0; begin < run.Size; begin += SpawnRows.Chunk)
            {
                long chunk = Math.Min(SpawnRows.Chunk, run.Size - begin);
                long target = Counter.Sum() + chunk;
                for (long i = 0; i < chunk; i++)
                {
                    _ = Task.Run(static async () =>
                    {
                        Counter.Add();
                        await Task.Delay(s_hour);
                    });
                }

                await Host.AwaitCount(target);
            }
        });
        double grown = ProcessMemory.PeakResident - before;
        return new Outcome(Figures: new Dictionary<string, double> { ["bytes"] = grown / run.Size });
    }
}
