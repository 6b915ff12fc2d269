namespace Liten;

/// <summary>
/// A TPL task that says it runs long, as a job of the blocking pool. When the pool cannot run it, the ThreadPool does:
/// it has been accepted and must not be lost.
/// </summary>
internal sealed class LongRunningTask(LitenTaskScheduler scheduler, Task task) : IBlockingJob, IThreadPoolWorkItem
{
    /// <summary>Where it has a place in a bounded pool.</summary>
    private TaskPlaces? _places;

    IBlockingJob? ILinked<IBlockingJob>.Next { get; set; }

    IBlockingJob? ILinked<IBlockingJob>.Previous { get; set; }

    /// <summary>Gives the task to the pool. Never throws.</summary>
    public void Start(BlockingPool pool)
    {
        try
        {
            _places = pool.JobPlaces;
            bool hasPlace = _places?.TryTake() != false;
            _places = hasPlace ? _places : null;
            if (hasPlace && pool.Submit(this))
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
    public void Execute()
    {
        scheduler.Execute(task);
        ReturnPlace();
    }

    public void Abort()
    {
        ReturnPlace();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Refuse(Exception reason) => Abort();

    private void ReturnPlace()
    {
        _places?.Return();
        _places = null;
    }
}
