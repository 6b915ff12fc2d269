namespace Liten;

/// <summary>
/// A face of a runtime for code that wants a <see cref="TaskScheduler"/>: StartNew, Parallel, Dataflow.
/// </summary>
/// <remarks>
/// <para>
/// While a task runs, no SynchronizationContext is current. So its awaits capture <see cref="TaskScheduler.Current"/>:
/// this one, or one that stands on it such as an exclusive one, and the code stays there.
/// </para>
/// <para>
/// Nothing is refused, since .NET drops a continuation that its scheduler refuses: after the runtime's end a task runs
/// on the ThreadPool.
/// </para>
/// </remarks>
internal sealed class LitenTaskScheduler(TaskHost host, BlockingPool blocking, int maximumConcurrency) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => maximumConcurrency;

    /// <summary>Runs the task on the calling thread, unless it has begun or was cancelled.</summary>
    public bool Execute(Task task)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return TryExecuteTask(task);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Queues the task. One that is marked as long-running may block: it gets a blocking thread.</summary>
    protected override void QueueTask(Task task)
    {
        if (task.CreationOptions.HasFlag(TaskCreationOptions.LongRunning))
        {
            new LongRunningTask(this, task).Start(blocking);
        }
        else
        {
            host.Schedule(new QueuedTask(this, task), Turn.Current);
        }
    }

    /// <summary>
    /// Only on the runtime's own threads: a task must not end up on the ThreadPool because code waits for it there.
    /// </summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
        => Turn.Current?.Home == host && Execute(task);

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
