namespace Liten;

/// <summary>
/// A face of a runtime for code that wants a <see cref="TaskScheduler"/>: StartNew, Parallel, Dataflow.
/// </summary>
internal sealed class LitenTaskScheduler(TaskHost host, int maximumConcurrency) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => maximumConcurrency;

    internal bool Execute(Task task) => TryExecuteTask(task);

    /// <exception cref="ObjectDisposedException">The runtime has been shut down.</exception>
    protected override void QueueTask(Task task)
    {
        if (host.IsClosing || !host.Scheduler.Schedule(new QueuedTask(this, task), Turn.Current))
        {
            throw new ObjectDisposedException(
                nameof(TaskScheduler), "The Liten runtime behind this TaskScheduler has been shut down.");
        }
    }

    /// <summary>
    /// Only on the runtime's own threads: a task must not end up on the ThreadPool because code waits for it there.
    /// </summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
        => Turn.Current?.Home == host && TryExecuteTask(task);

    /// <summary>For debuggers only; the queues are not searched.</summary>
    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private sealed class QueuedTask(LitenTaskScheduler scheduler, Task task) : WorkItem
    {
        internal override WorkItem? Run(Turn? turn)
        {
            turn?.Enter(null);
            FlowContext.Reset();
            scheduler.Execute(task);
            return null;
        }
    }
}
