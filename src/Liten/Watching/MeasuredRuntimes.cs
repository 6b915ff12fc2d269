namespace Liten;

/// <summary>The runtimes of the process that can be measured. One that nobody holds any more is left out.</summary>
/// <remarks>
/// Thread safety: all members may be used from any thread.
/// <code>
/// field      written by    read by   under
/// s_entries  all threads   all       writes: the latch; the list itself never changes
/// </code>
/// </remarks>
internal static class MeasuredRuntimes
{
    private static SpinLatch s_latch;
    private static Published<WeakReference<IMeasuredRuntime>[]> s_entries;

    public static IEnumerable<IMeasuredRuntime> All
    {
        get
        {
            foreach (WeakReference<IMeasuredRuntime> entry in s_entries.Value ?? [])
            {
                if (entry.TryGetTarget(out IMeasuredRuntime? runtime))
                {
                    yield return runtime;
                }
            }
        }
    }

    /// <summary>All of them together, for counters that know no runtimes.</summary>
    public static RuntimeTotals Total() => All.Select(static runtime => runtime.Read()).Aggregate(
        default(RuntimeTotals),
        static (sum, metrics) => new RuntimeTotals(
            sum.Alive + metrics.AliveTasks,
            sum.Spawned + metrics.SpawnedTasks,
            sum.Queued + metrics.InjectionQueueDepth + metrics.Workers.Sum(static worker => worker.LocalQueueDepth),
            sum.Turns + metrics.Workers.Sum(static worker => worker.Polls),
            sum.BusySeconds + metrics.Workers.Sum(static worker => worker.BusyTime.TotalSeconds),
            sum.BlockingThreads + metrics.BlockingThreads,
            sum.Timers + metrics.LiveTimers,
            sum.Stalls + metrics.Stalls));

    /// <summary>The runtime has been built.</summary>
    public static void Begin(IMeasuredRuntime runtime)
    {
        Change(null, new WeakReference<IMeasuredRuntime>(runtime));
        runtime.Ask();
    }

    /// <summary>The runtime has ended.</summary>
    public static void End(IMeasuredRuntime runtime)
    {
        Change(runtime, null);
        runtime.EndWatch();
    }

    /// <summary>Has each runtime look whether somebody listens.</summary>
    public static void AskAll()
    {
        foreach (IMeasuredRuntime runtime in All)
        {
            runtime.Ask();
        }
    }

    private static void Change(IMeasuredRuntime? without, WeakReference<IMeasuredRuntime>? with)
    {
        bool isDone;
        do
        {
            WeakReference<IMeasuredRuntime>[] before = s_entries.Value ?? [];
            var after = new List<WeakReference<IMeasuredRuntime>>(before.Length + 1);
            foreach (WeakReference<IMeasuredRuntime> entry in before)
            {
                if (entry.TryGetTarget(out IMeasuredRuntime? runtime) && runtime != without)
                {
                    after.Add(entry);
                }
            }

            if (with is not null)
            {
                after.Add(with);
            }

            isDone = TryReplace(before, after.ToArray());
        }
        while (!isDone);
    }

    private static bool TryReplace(WeakReference<IMeasuredRuntime>[] before, WeakReference<IMeasuredRuntime>[] after)
    {
        s_latch.Enter();
        bool isSame = ReferenceEquals(s_entries.OwnValue ?? [], before);
        if (isSame)
        {
            s_entries.Set(after);
        }

        s_latch.Exit();
        return isSame;
    }
}
