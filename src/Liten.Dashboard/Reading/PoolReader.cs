namespace Liten;

/// <summary>Reads the blocking pools and the timers.</summary>
internal static class PoolReader
{
    /// <summary>What a page has room for.</summary>
    private const int MostRows = 50;

    /// <summary>The next times are looked for among the oldest tasks that wait (arbitrary).</summary>
    private const int MostSleepers = 2000;

    public static PoolsAnswer Read(IReadOnlyList<WatchedRuntime> runtimes) => new([.. runtimes.Select(Read)], 0);

    private static PoolAnswer Read(WatchedRuntime runtime)
    {
        RuntimeMetrics metrics = runtime.Runtime.Metrics;
        TaskPage running = runtime.Runtime.GetTasks(
            new TaskQuery { State = LiveTaskState.Blocking, Take = MostRows, Sort = TaskSort.Age, Descending = true });
        TaskPage queued = runtime.Runtime.GetTasks(
            new TaskQuery { State = LiveTaskState.Queued, Take = MostRows, Sort = TaskSort.Age, Descending = true });
        TaskPage waiting = runtime.Runtime.GetTasks(new TaskQuery
        {
            State = LiveTaskState.Waiting,
            Take = MostSleepers,
            Sort = TaskSort.Age,
            Descending = true,
        });
        return new PoolAnswer(
            runtime.Number,
            metrics.Name,
            metrics.BlockingThreads,
            metrics.IdleBlockingThreads,
            metrics.BlockingQueueDepth,
            metrics.RefusedBlockingJobs,
            metrics.InPlaceThreads,
            Rows(running.Items.Concat(queued.Items.Where(static task => task.IsBlockingJob)), runtime),
            metrics.LiveTimers,
            Rows(waiting.Items.Where(static task => task.Wait?.Remaining is not null)
                .OrderBy(static task => task.Wait!.Remaining), runtime));
    }

    private static TaskRowAnswer[] Rows(IEnumerable<TaskSnapshot> tasks, WatchedRuntime runtime)
        => [.. tasks.Take(MostRows).Select(task => Told.Row(task, runtime.Number))];
}
