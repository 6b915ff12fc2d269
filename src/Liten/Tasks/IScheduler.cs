namespace Liten;

/// <summary>Where runnable work goes: the one seam from tasks up to the threads that run them.</summary>
internal interface IScheduler
{
    /// <summary>Whether no other thread may run anything beside this scheduler, since it decides every order.</summary>
    bool RunsAlone => false;

    /// <summary>
    /// Queues an item that has become runnable. Callable from any thread, and a release: what the caller wrote before
    /// is visible to the one that runs the item. What the caller reads afterwards may be older than the queueing; the
    /// one who must not miss the item makes the fence (<see cref="AsymmetricFence"/>).
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="turn">The calling thread's turn.</param>
    /// <returns>False when the scheduler has ended and the item will never run.</returns>
    bool Schedule(WorkItem item, Turn? turn);

    /// <summary>Queues an item behind everything this scheduler already holds for the calling thread.</summary>
    /// <param name="item">The item.</param>
    /// <param name="turn">The calling thread's turn.</param>
    /// <returns>False when the scheduler has ended and the item will never run.</returns>
    bool Yield(WorkItem item, Turn? turn);
}
