using System.Diagnostics.CodeAnalysis;

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

    /// <summary>
    /// Whether .NET would show a continuation of the running code to a context or a scheduler that may be anybody's
    /// code.
    /// </summary>
    public static bool IsCurrent()
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        return (context is null || !ReferenceEquals(context, Turn.Current?.SynchronizationContext))
            && (IsPlace(context) || !ReferenceEquals(TaskScheduler.Current, TaskScheduler.Default));
    }

    /// <summary>The place that the running code's awaits come back to in .NET, or null if they have none.</summary>
    /// <param name="context">The calling thread's context.</param>
    public static ForeignHome? TryCapture(SynchronizationContext? context)
    {
        if (IsPlace(context))
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
        Passage? passage = null;
        try
        {
            if (Place is not null)
            {
                passage = new Passage(item);
                Post(passage);
                return;
            }
        }
        catch (Exception)
        {
            // A context that refuses, such as that of a closed window. A completer must not fail because of one of its
            // waiters, and the waiter must not hang: it goes on where .NET sends what has no place to go to.
            if (passage is not null && !passage.TryUse())
            {
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }

    public sealed override void Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

    private static ForeignHome? LastOf(object place)
        => t_last is { } last && ReferenceEquals(last.Place, place) ? last : null;

    private static bool IsPlace([NotNullWhen(true)] SynchronizationContext? context)
        => context is not null && context.GetType() != typeof(SynchronizationContext);

    /// <summary>Hands the passage to the place, which is not the ThreadPool.</summary>
    private protected abstract void Post(Passage passage);

    /// <summary>
    /// The way of an item through a place that is to run it once, and may run it twice or late, or refuse it after it
    /// has taken it: the first run counts. The item itself is never shown, because it may be another's by then.
    /// </summary>
    private protected sealed class Passage(WorkItem item)
    {
        private AtomicFlag _used;

        /// <summary>Uses the passage up, so that the place does not run the item any more.</summary>
        /// <returns>False if it has run it.</returns>
        public bool TryUse() => _used.TrySet();

        public void Run()
        {
            if (TryUse())
            {
                Turn.RunAside(item);
            }
        }
    }

    private sealed class ThreadPoolHome : ForeignHome
    {
        private protected override void Post(Passage passage) => passage.Run();
    }

    private sealed class ContextHome(SynchronizationContext context) : ForeignHome
    {
        private static readonly SendOrPostCallback s_run = static state => ((Passage)state!).Run();

        private protected override object Place => context;

        private protected override void Post(Passage passage) => context.Post(s_run, passage);
    }

    private sealed class SchedulerHome(TaskScheduler scheduler) : ForeignHome
    {
        private static readonly Action<object?> s_run = static state => ((Passage)state!).Run();

        private protected override object Place => scheduler;

        private protected override void Post(Passage passage) => Task.Factory.StartNew(
            s_run, passage, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
    }
}
