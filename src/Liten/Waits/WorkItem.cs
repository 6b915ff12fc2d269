namespace Liten;

/// <summary>Something a runtime can run: the only thing that its queues carry.</summary>
/// <remarks>
/// A spawned task, a suspended async method and a posted callback are work items. User code never derives from this type.
/// </remarks>
public abstract class WorkItem : IThreadPoolWorkItem
{
    /// <summary>The value of <see cref="PinnedWorker"/> when any worker may run the item.</summary>
    internal const short AnyWorker = -1;

    private protected WorkItem()
    {
    }

    /// <summary>The task this item is part of; an abort of that task reaches the item's waits.</summary>
    internal virtual JoinHandle? Owner => null;

    /// <summary>The place this item runs in; see <see cref="ResumePoint"/>.</summary>
    internal virtual object? Home => null;

    /// <summary>The wait this item is suspended on, if an abort can end it. Set before it registers there, cleared by whoever wakes it.</summary>
    internal virtual IAbortableWait? Wait
    {
        get => null;
        set
        {
        }
    }

    /// <summary>Whether the owner's list of suspended calls holds this item, so that an abort finds its wait.</summary>
    internal virtual bool IsListed
    {
        get => false;
        set
        {
        }
    }

    /// <summary>With work stealing off, the number of the only worker that may run this item; it is that of its task.</summary>
    internal virtual short PinnedWorker
    {
        get => Owner?.PinnedWorker ?? AnyWorker;
        set
        {
            if (Owner is { } owner)
            {
                owner.PinnedWorker = value;
            }
        }
    }

    /// <summary>Runs one turn.</summary>
    /// <param name="thread">The calling thread's context. Handed down because reading a thread static is a good part of what a short turn costs.</param>
    /// <returns>The item that goes on in the same turn, or null. This is how a finished call continues its caller without deepening the stack.</returns>
    internal abstract WorkItem? Run(ThreadContext? thread);

    /// <summary>Goes on in the turn of the item that returned this one, without having been queued.</summary>
    /// <inheritdoc cref="Run(ThreadContext?)"/>
    internal virtual WorkItem? Continue(ThreadContext? thread) => Run(thread);

    /// <summary>Whether this queue entry means nothing any more: asked once, by whoever takes it off the queue instead of running it.</summary>
    internal virtual bool TakeStale() => false;

    /// <summary>Queues this item where it belongs. Never runs anything on the caller's stack.</summary>
    internal virtual void Wake() => ResumePoint.Schedule(Home, this);

    /// <summary>Like <see cref="Wake"/>, but behind everything that is already queued there.</summary>
    internal virtual void Yield() => ResumePoint.Yield(Home, this);

    void IThreadPoolWorkItem.Execute() => RunToEnd(this, ThreadContext.Current);

    /// <summary>Runs an item and everything that follows it in the same turn.</summary>
    internal static void RunToEnd(WorkItem? item, ThreadContext? thread) => ContinueToEnd(item?.Run(thread), thread);

    /// <summary>Runs what goes on in a turn that has begun.</summary>
    internal static void ContinueToEnd(WorkItem? item, ThreadContext? thread)
    {
        while (item is not null)
        {
            item = item.Continue(thread);
        }
    }
}
