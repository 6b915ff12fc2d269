namespace Liten;

/// <summary>Reads the counters of a runtime's parts into a snapshot.</summary>
internal sealed class MetricsReader(
    TaskHost host, RuntimeScheduler scheduler, TimerDriver timers, BlockingPool blocking, RuntimeWatch watch)
{
    public RuntimeMetrics Read(string name)
    {
        long now = timers.Clock.Nanoseconds;
        IReadOnlyList<WorkerStatus> statuses = scheduler.Workers;
        (long oldestQueued, long[] turns) = watch.Sightings.Look(statuses, now);
        WorkerMetrics[] workers = [.. statuses.Select((worker, i) => Read(worker, turns[i], now))];

        // Completions first: a task that ends in between must not make the number of live ones negative.
        long completed = host.CompletedOutside + workers.Sum(worker => worker.CompletedTasks);
        long spawned = host.SpawnedOutside + scheduler.Workers.Sum(worker => worker.Counters.Spawned);
        return new RuntimeMetrics
        {
            Name = name,
            AliveTasks = spawned - completed,
            SpawnedTasks = spawned,
            CompletedTasks = completed,
            InjectionQueueDepth = scheduler.InjectionQueueDepth,
            OldestQueuedAge = Nanoseconds.ToTimeSpan(oldestQueued),
            BlockingThreads = blocking.ThreadCount,
            IdleBlockingThreads = blocking.IdleThreadCount,
            BlockingQueueDepth = blocking.QueueLength,
            RefusedBlockingJobs = blocking.JobPlaces?.Refused ?? 0,
            InPlaceThreads = scheduler.AwayThreads,
            LiveTimers = timers.Count,
            ThreadPoolReturns = host.ThreadPoolReturns,
            HookFailures = host.Hooks.Failures,
            UnhandledExceptions = host.Hooks.UnhandledExceptions,
            Stalls = watch.StallCount,
            Workers = workers,
            Lanes = ReadLanes(now),
        };
    }

    private LaneMetrics[] ReadLanes(long now)
    {
        IReadOnlyList<LaneStatus> lanes = scheduler.Lanes;
        double used = Math.Max(1, lanes.Sum(static lane => lane.Used));
        double shares = lanes.Sum(static lane => lane.Shares);
        return [.. lanes.Select(lane => new LaneMetrics
        {
            Name = lane.Name,
            QueuedItems = lane.Queued,
            RunningWorkers = lane.Serving,
            Turns = lane.Turns,
            BusyTime = Nanoseconds.ToTimeSpan(lane.Used),
            ShareOfTime = lane.Used / used,
            EntitledShare = lane.Shares / shares,
            AverageDelay = Nanoseconds.ToTimeSpan(lane.Delay / Math.Max(1, lane.Turns)),
            LongestDelay = Nanoseconds.ToTimeSpan(lane.LongestDelay),
            CurrentDelay = Nanoseconds.ToTimeSpan(Math.Max(0, now - lane.NextQueuedAt)),
        })];
    }

    private static WorkerMetrics Read(WorkerStatus worker, long turnAge, long now) => new()
    {
        Name = worker.Thread.Name,
        BusyTime = TimeSpan.FromMicroseconds(worker.Counters.BusyNanosecondsUntil(now) / 1000.0),
        Polls = worker.Counters.Polls,
        Parks = worker.Counters.Parks,
        Unparks = worker.Counters.Unparks,
        StealOperations = worker.Counters.StealOperations,
        StolenTasks = worker.Counters.StolenTasks,
        Overflows = worker.Counters.Overflows,
        SpawnedTasks = worker.Counters.Spawned,
        CompletedTasks = worker.Counters.Completed,
        CurrentTurnAge = Nanoseconds.ToTimeSpan(turnAge),
        CurrentTask = worker.Turn.IsRunning ? worker.Turn.Owner?.Describe() : null,
        LocalQueueDepth = worker.LocalQueueDepth,
    };
}
