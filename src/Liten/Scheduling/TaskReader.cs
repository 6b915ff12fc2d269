namespace Liten;

/// <summary>
/// What the tasks of a runtime do or wait for at the moment: the one place that puts it into words, for the report of a
/// shutdown and for every snapshot.
/// </summary>
/// <remarks>
/// For one look, from any thread at any time. Nobody is stopped or woken for it, and nothing of what it finds is kept.
/// </remarks>
internal sealed class TaskReader(TaskHost host, RuntimeScheduler scheduler)
{
    private readonly RunningThread[] _workers = [.. scheduler.Threads];
    private RunningThread[] _blocking = BlockingThreadsOf(host);

    /// <summary>What the task does or waits for.</summary>
    public WaitReading Read(TaskCore task)
    {
        if (task.IsBlockingJob)
        {
            return ReadJob(task);
        }

        if (ThreadOf(task, _workers) is not { } worker)
        {
            return task.ReadWait();
        }

        // A turn begins a moment before it says whose it is, so what seems to run and waits is looked at twice.
        WaitReading reading = task.ReadWait();
        return reading.Target.Kind == WaitKind.Running || ThreadOf(task, _workers) is not null
            ? Running(worker)
            : reading;
    }

    /// <summary>Whether a worker runs the task's code.</summary>
    public bool Runs(TaskCore task) => ThreadOf(task, _workers) is not null;

    /// <summary>The threads that may run tasks, and what each runs; null if it is idle.</summary>
    public IReadOnlyList<(string Name, string? Task)> ListWorkers() => Array.ConvertAll(
        _workers,
        static thread => (thread.Name, thread.Turn.IsRunning ? $"runs {NameOf(thread.Turn.Owner)}" : null));

    private static string NameOf(AbortScope? owner) => owner?.Describe().ToString() ?? "code of no task";

    private WaitReading ReadJob(TaskCore job)
    {
        if (!job.State.IsStarted || ThreadOf(job, _blocking) is null)
        {
            return job.ReadWait();
        }

        // Again: since when it runs was read when the thread had another job, perhaps.
        _blocking = BlockingThreadsOf(host);
        return ThreadOf(job, _blocking) is { } thread ? Running(thread) : job.ReadWait();
    }

    private static RunningThread[] BlockingThreadsOf(TaskHost host)
        => [.. (host.BlockingPool as BlockingPool)?.RunningThreads ?? []];

    private static WaitReading Running(RunningThread thread)
    {
        var target = new WaitTarget(WaitKind.Running, $"nothing: its code runs, on thread {thread.Name}");
        return new(target, thread.Turn, (uint)thread.Turns, thread.Milliseconds) { Thread = thread.Name };
    }

    private static RunningThread? ThreadOf(TaskCore task, RunningThread[] threads)
    {
        foreach (RunningThread thread in threads)
        {
            if (ReferenceEquals(thread.Turn.Owner, task) && (task.IsBlockingJob || thread.Turn.IsRunning))
            {
                return thread;
            }
        }

        return null;
    }
}
