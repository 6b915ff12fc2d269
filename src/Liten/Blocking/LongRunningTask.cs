namespace Liten;

/// <summary>
/// A TPL task that says it runs long, as a job of the blocking pool. When the pool cannot run it, the ThreadPool does:
/// it has been accepted and must not be lost.
/// </summary>
internal sealed class LongRunningTask(LitenTaskScheduler scheduler, Task task) : IBlockingJob, IThreadPoolWorkItem
{
    IBlockingJob? ILinked<IBlockingJob>.Next { get; set; }

    IBlockingJob? ILinked<IBlockingJob>.Previous { get; set; }

    /// <summary>Gives the task to the pool. Never throws.</summary>
    public void Start(BlockingPool pool)
    {
        try
        {
            if (pool.Submit(this))
            {
                return;
            }
        }
        catch (Exception)
        {
            // The pool has no thread, and the system has none to give.
        }

        Abort();
    }

    /// <summary>The exception of a task's code is kept in the task.</summary>
    public void Execute() => scheduler.Execute(task);

    public void Abort() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    public void Refuse(Exception reason) => Abort();
}
