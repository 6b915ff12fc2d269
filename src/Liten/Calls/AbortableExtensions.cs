namespace Liten;

/// <summary>Waits for what knows no Liten, such that an abort of the waiting task ends the wait.</summary>
/// <remarks>
/// <para>
/// A plain <c>await</c> of a <see cref="Task"/> goes on only when that ends. <c>await task.Abortable()</c> goes on at
/// once when the task that waits is aborted, or its runtime ends, or <c>cancellationToken</c> is cancelled. Only the
/// wait ends then; the operation goes on by itself. So give the token of the task to what takes one, as well:
/// </para>
/// <example>
/// <code>
/// string page = await client.GetStringAsync(url, LitenTask.Current.CancellationToken).Abortable();
/// </code>
/// </example>
/// <para>
/// Exceptions, when awaited: <see cref="TaskAbortedException"/> if the waiting task was aborted, unless
/// <see cref="CurrentTask.ShieldFromAbort"/> holds the abort back; <see cref="OperationCanceledException"/>, with the
/// token, if that was cancelled; else what the operation itself has ended with, with its stack trace. An operation that
/// has ended by the time of the call gives its outcome in any case.
/// </para>
/// <para>
/// Where a wait ends early and the operation throws later, the exception counts as observed.
/// <see cref="RuntimeBuilder.OnUnhandledException"/> of the runtime that has waited hears of it, once for each
/// operation, unless another such wait gets the exception. A later result or cancellation is ignored.
/// </para>
/// <para>
/// Thread safety: any number of waits for one task may begin on any threads. Outside of every runtime nobody aborts,
/// and the token works. A wait that ends early leaves nothing behind at the operation, even if that never ends.
/// </para>
/// </remarks>
public static class AbortableExtensions
{
    /// <summary>Waits for the task until it ends, the waiting task is aborted, or the token is cancelled.</summary>
    /// <param name="task">The task. It is not affected by an early end of the wait.</param>
    /// <param name="cancellationToken">Ends the wait, and not the task.</param>
    /// <returns>A wait, to be awaited once. If the task has succeeded already, it allocates nothing.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    /// <inheritdoc cref="AbortableExtensions" path="/remarks"/>
    public static LitenTask Abortable(this Task task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.IsCompletedSuccessfully
            ? default
            : new LitenTask(ForeignWait<VoidResult>.For(task, cancellationToken));
    }

    /// <inheritdoc cref="Abortable(Task, CancellationToken)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    public static LitenTask<T> Abortable<T>(this Task<T> task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.IsCompletedSuccessfully
            ? new LitenTask<T>(task.Result)
            : ForeignWait<T>.For(task, cancellationToken);
    }

    /// <inheritdoc cref="Abortable(Task, CancellationToken)"/>
    /// <summary>
    /// Waits for the operation until it ends, the waiting task is aborted, or the token is cancelled.
    /// </summary>
    /// <param name="task">The operation. This uses it up; it is not affected by an early end of the wait.</param>
    /// <param name="cancellationToken">Ends the wait, and not the operation.</param>
    public static LitenTask Abortable(this ValueTask task, CancellationToken cancellationToken = default)
    {
        if (!task.IsCompletedSuccessfully)
        {
            return task.AsTask().Abortable(cancellationToken);
        }

        task.GetAwaiter().GetResult();
        return default;
    }

    /// <inheritdoc cref="Abortable(ValueTask, CancellationToken)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    public static LitenTask<T> Abortable<T>(this ValueTask<T> task, CancellationToken cancellationToken = default)
        => task.IsCompletedSuccessfully
            ? new LitenTask<T>(task.Result)
            : task.AsTask().Abortable(cancellationToken);
}
