namespace Liten;

/// <content>Callbacks without a task.</content>
public sealed partial class Runtime
{
    /// <summary>
    /// Has a worker run a callback that is part of no task: what <c>ThreadPool.UnsafeQueueUserWorkItem</c> is to the
    /// ThreadPool, for whoever writes a scheduler on top of a runtime.
    /// </summary>
    /// <param name="callback">Runs once, in parallel with others, in the default ExecutionContext.</param>
    /// <param name="state">What it is given.</param>
    /// <remarks>
    /// Never runs it on the caller's stack. It keeps no order; <see cref="SynchronizationContext"/> does. It counts
    /// against no limit of tasks, cannot be aborted, and is queued also while the runtime drains; after the runtime's
    /// end it runs on the ThreadPool, so that what it completes does not hang. Its exception reaches the hook
    /// OnUnhandledException. Any thread may call this. As a rule it allocates nothing.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    public void QueueWorkItem(Action<object?> callback, object? state)
    {
        ArgumentNullException.ThrowIfNull(callback);
        QueuedCallback.Queue(_host, callback, state);
    }
}
