namespace Liten;

/// <summary>
/// Where a call goes on that runs outside of every runtime: a captured <see cref="SynchronizationContext"/> or
/// <see cref="TaskScheduler"/>, or the .NET ThreadPool.
/// </summary>
internal abstract class ForeignHome : Home
{
    /// <summary>Where .NET sends what has no place to go to.</summary>
    public static readonly ForeignHome OnThreadPool = new ThreadPoolHome();

    /// <summary>
    /// The home captured last on this thread. A thread has mostly one context, and calls of one home must share the
    /// object: a call that ends continues its caller at once only where both have the same home.
    /// </summary>
    [ThreadStatic]
    private static ForeignHome? t_last;

    /// <summary>The context or scheduler, or null for the ThreadPool.</summary>
    private protected virtual object? Place => null;

    /// <summary>The place that the running code's awaits come back to in .NET, or null if they have none.</summary>
    /// <param name="context">The calling thread's context.</param>
    public static ForeignHome? TryCapture(SynchronizationContext? context)
    {
        if (context is not null && context.GetType() != typeof(SynchronizationContext))
        {
            return LastOf(context) ?? (t_last = new ContextHome(context));
        }

        TaskScheduler scheduler = TaskScheduler.Current;
        return ReferenceEquals(scheduler, TaskScheduler.Default)
            ? null
            : LastOf(scheduler) ?? (t_last = new SchedulerHome(scheduler));
    }

    public sealed override void Schedule(WorkItem item, Turn? turn)
    {
        try
        {
            if (TryPost(item))
            {
                return;
            }
        }
        catch (Exception)
        {
            // A context that refuses, such as that of a closed window. A completer must not fail because of one of its
            // waiters, and the waiter must not hang: it goes on where .NET sends what has no place to go to.
        }

        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }

    public sealed override void Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

    private static ForeignHome? LastOf(object place)
        => t_last is { } last && ReferenceEquals(last.Place, place) ? last : null;

    /// <returns>False if the item belongs on the ThreadPool.</returns>
    private protected abstract bool TryPost(WorkItem item);

    private sealed class ThreadPoolHome : ForeignHome
    {
        private protected override bool TryPost(WorkItem item) => false;
    }

    private sealed class ContextHome(SynchronizationContext context) : ForeignHome
    {
        private static readonly SendOrPostCallback s_run = static state => Turn.RunAside((WorkItem)state!);

        private protected override object Place => context;

        private protected override bool TryPost(WorkItem item)
        {
            context.Post(s_run, item);
            return true;
        }
    }

    private sealed class SchedulerHome(TaskScheduler scheduler) : ForeignHome
    {
        private static readonly Action<object?> s_run = static state => Turn.RunAside((WorkItem)state!);

        private protected override object Place => scheduler;

        private protected override bool TryPost(WorkItem item)
        {
            Task.Factory.StartNew(s_run, item, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
            return true;
        }
    }
}
