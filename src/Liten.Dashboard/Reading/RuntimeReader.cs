namespace Liten;

/// <summary>Reads one runtime for the overview.</summary>
internal static class RuntimeReader
{
    /// <summary>What an overview has room for.</summary>
    private const int MostSites = 12;

    public static RuntimeAnswer Read(WatchedRuntime runtime, RuntimeMetrics metrics, long since) => new(
        runtime.Number,
        metrics.Name,
        metrics.AliveTasks,
        metrics.SpawnedTasks,
        metrics.CompletedTasks,
        metrics.InjectionQueueDepth,
        Told.Milliseconds(metrics.OldestQueuedAge),
        metrics.BlockingThreads,
        metrics.IdleBlockingThreads,
        metrics.BlockingQueueDepth,
        metrics.RefusedBlockingJobs,
        metrics.InPlaceThreads,
        metrics.LiveTimers,
        metrics.Stalls,
        metrics.UnhandledExceptions,
        [.. metrics.Workers.Select(TellWorker)],
        runtime.History.Since(since),
        [.. runtime.Sites.Get().Take(MostSites)]);

    private static WorkerAnswer TellWorker(WorkerMetrics worker) => new(
        worker.Name,
        Told.Milliseconds(worker.CurrentTurnAge),
        worker.LocalQueueDepth,
        worker.Polls,
        worker.Parks,
        worker.StolenTasks,
        Told.Link(worker.CurrentTask));
}
