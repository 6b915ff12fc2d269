namespace Liten;

/// <summary>What was left when a runtime had shut down.</summary>
public sealed class ShutdownReport
{
    internal ShutdownReport(
        IReadOnlyList<UnfinishedTask> abandonedTasks,
        IReadOnlyList<UnfinishedTask> unfinishedBlockingJobs,
        IReadOnlyList<string> busyThreads)
    {
        AbandonedTasks = abandonedTasks;
        UnfinishedBlockingJobs = unfinishedBlockingJobs;
        BusyThreads = busyThreads;
    }

    /// <summary>Whether every task has unwound, every blocking job has returned and every worker has ended.</summary>
    public bool IsComplete => AbandonedTasks.Count == 0 && UnfinishedBlockingJobs.Count == 0 && BusyThreads.Count == 0;

    /// <summary>
    /// Tasks whose code did not come to its end: they ran on without a wait, or waited for something foreign that
    /// ignores the task's token. Their handles are aborted; a <c>finally</c> block of a task that waits can no longer
    /// run. A task that had ended before is named here if calls which it had started and not awaited did not end. Each
    /// tells what its code waited for.
    /// </summary>
    public IReadOnlyList<UnfinishedTask> AbandonedTasks { get; }

    /// <summary>Blocking jobs that had begun and did not return in time. Their handles complete when they do.</summary>
    public IReadOnlyList<UnfinishedTask> UnfinishedBlockingJobs { get; }

    /// <summary>
    /// Workers that still ran code when the time was over: that of an abandoned task, or a callback that somebody had
    /// posted. They end by themselves when that code returns.
    /// </summary>
    public IReadOnlyList<string> BusyThreads { get; }

    /// <summary>
    /// One line per thing that was left, or <c>complete</c>. A line for a task says what it is, where and by whom it
    /// was spawned, what its code waits for, and since when.
    /// </summary>
    public override string ToString()
    {
        if (IsComplete)
        {
            return "complete";
        }

        IEnumerable<string> lines = AbandonedTasks.Select(task => $"abandoned: {task}")
            .Concat(UnfinishedBlockingJobs.Select(job => $"still running: {job}"))
            .Concat(BusyThreads.Select(thread => $"still busy: thread {thread}"));
        return string.Join(Environment.NewLine, lines);
    }
}
