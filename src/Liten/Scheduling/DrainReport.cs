namespace Liten;

/// <summary>What was left when a runtime had drained, or its time was over.</summary>
public sealed class DrainReport
{
    internal DrainReport(long completedTasks, ShutdownReport left)
    {
        CompletedTasks = completedTasks;
        UnfinishedTasks = left.AbandonedTasks;
        UnfinishedBlockingJobs = left.UnfinishedBlockingJobs;
        BusyThreads = left.BusyThreads;
    }

    /// <summary>Whether nothing was left.</summary>
    public bool IsComplete => UnfinishedTasks.Count == 0 && UnfinishedBlockingJobs.Count == 0 && BusyThreads.Count == 0;

    /// <summary>How many tasks and blocking jobs have ended meanwhile.</summary>
    public long CompletedTasks { get; }

    /// <summary>Tasks that go on: each with what its code waits for.</summary>
    public IReadOnlyList<UnfinishedTask> UnfinishedTasks { get; }

    /// <summary>Blocking jobs that go on, or wait for a thread.</summary>
    public IReadOnlyList<UnfinishedTask> UnfinishedBlockingJobs { get; }

    /// <summary>Workers that run code which is part of no task any more, such as a posted callback.</summary>
    public IReadOnlyList<string> BusyThreads { get; }

    /// <summary>One line per thing that was left, or <c>complete</c>.</summary>
    public override string ToString() => IsComplete
        ? "complete"
        : string.Join(
            Environment.NewLine,
            [
                .. UnfinishedTasks.Concat(UnfinishedBlockingJobs).Select(static task => $"still alive: {task}"),
                .. BusyThreads.Select(static thread => $"still busy: thread {thread}"),
            ]);
}
