namespace Liten;

/// <summary>
/// How a task with a result ended. Exactly one of <see cref="IsSuccess"/>, <see cref="IsFaulted"/>,
/// <see cref="IsCanceled"/> and <see cref="IsAborted"/> is true.
/// </summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly struct JoinResult<T>
{
    private readonly JoinHandle<T> _handle;

    internal JoinResult(JoinHandle<T> handle) => _handle = handle;

    /// <summary>Which task it was: its number, its name, where it was spawned.</summary>
    /// <value>An empty one for a <c>default</c> result.</value>
    public TaskInfo Task => _handle?.Describe() ?? default;

    /// <summary>The task's code ran to its end and <see cref="Value"/> is its result.</summary>
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

    /// <summary>The task's result; after a failure, reading it throws what the task ended with.</summary>
    /// <exception cref="TaskAbortedException">The task was aborted.</exception>
    public T Value => _handle is null ? default! : _handle.GetResult();

    /// <summary>
    /// What the task threw, or a <see cref="TaskAbortedException"/>; null after success. Reading it counts as observing
    /// it.
    /// </summary>
    public Exception? Exception => _handle?.ObserveFailure();
}
