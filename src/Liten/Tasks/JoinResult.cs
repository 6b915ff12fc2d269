namespace Liten;

/// <summary>
/// How a task ended. Exactly one of <see cref="IsSuccess"/>, <see cref="IsFaulted"/>, <see cref="IsCanceled"/> and
/// <see cref="IsAborted"/> is true.
/// </summary>
public readonly struct JoinResult
{
    private readonly JoinHandle _handle;

    internal JoinResult(JoinHandle handle) => _handle = handle;

    /// <summary>Which task it was: its number, its name, where it was spawned.</summary>
    /// <value>An empty one for a <c>default</c> result.</value>
    public TaskInfo Task => _handle?.Describe() ?? default;

    /// <summary>The task's code ran to its end.</summary>
    public bool IsSuccess => !IsFaulted && !IsCanceled && !IsAborted;

    /// <summary>The task's code threw something else than an <see cref="OperationCanceledException"/>.</summary>
    public bool IsFaulted => _handle is { HasFailed: true };

    /// <summary>
    /// The task was not aborted, and its code ended with an <see cref="OperationCanceledException"/>: of a token of its
    /// own, for instance.
    /// </summary>
    public bool IsCanceled => _handle is { WasCanceled: true };

    /// <summary>The task was aborted.</summary>
    public bool IsAborted => _handle is { WasAborted: true };

    /// <summary>
    /// What the task threw, or a <see cref="TaskAbortedException"/>; null after success. Reading it counts as observing
    /// it.
    /// </summary>
    public Exception? Exception => _handle?.ObserveFailure();

    /// <summary>Throws what the task ended with, if it did not succeed.</summary>
    /// <exception cref="TaskAbortedException">The task was aborted.</exception>
    public void ThrowIfFailed() => _handle?.ThrowIfFailed();
}
