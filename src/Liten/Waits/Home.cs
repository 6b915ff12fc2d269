namespace Liten;

/// <summary>Where a call goes on: a runtime, or one of .NET's places (<see cref="ForeignHome"/>).</summary>
internal abstract class Home
{
    /// <summary>Hear of what nobody can observe in the code that runs here.</summary>
    public virtual RuntimeHooks Hooks => RuntimeHooks.None;

    /// <summary>
    /// Queues an item that has become runnable. Never runs it on the caller's stack, and never refuses it.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="turn">The calling thread's turn.</param>
    public abstract void Schedule(WorkItem item, Turn? turn);

    /// <summary>Like <see cref="Schedule"/>, but behind everything that is already queued there.</summary>
    /// <inheritdoc cref="Schedule"/>
    public abstract void Yield(WorkItem item, Turn? turn);

    /// <summary>
    /// Has an item that is queued here run elsewhere if that comes first: neither a busy home nor a starved pool holds
    /// it up. It must bear to be run twice.
    /// </summary>
    public virtual void Hasten(WorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);

    /// <summary>
    /// A call comes back here from a foreign awaiter: a runtime counts it if it comes from the ThreadPool.
    /// </summary>
    public virtual void CountForeignReturn()
    {
    }

    /// <summary>
    /// The home of the code that is running now: a SynchronizationContext or TaskScheduler that somebody has made
    /// current, else the runtime.
    /// </summary>
    /// <param name="owner">The scope that the code is part of, or null.</param>
    public static Home Capture(AbortScope? owner)
    {
        Turn? turn = Turn.Current;
        SynchronizationContext? context = SynchronizationContext.Current;
        return turn is not null && ReferenceEquals(context, turn.SynchronizationContext)
            ? owner?.Home ?? turn.Home
            : ForeignHome.TryCapture(context) ?? owner?.Home ?? turn?.Home ?? ForeignHome.OnThreadPool;
    }

    /// <summary>
    /// The home of code that asks for no context: its runtime all the same, so that it does not leave for the
    /// ThreadPool.
    /// </summary>
    /// <inheritdoc cref="Capture"/>
    public static Home CaptureWithoutContext(AbortScope? owner)
        => owner?.Home ?? Turn.Current?.Home ?? ForeignHome.OnThreadPool;
}
