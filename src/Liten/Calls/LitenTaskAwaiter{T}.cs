using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Awaits a <see cref="LitenTask{T}"/>. Used by the compiler.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly struct LitenTaskAwaiter<T> : ICriticalNotifyCompletion, ILitenAwaiter
{
    private readonly LitenTask<T> _task;

    internal LitenTaskAwaiter(LitenTask<T> task) => _task = task;

    /// <summary>Whether the task has completed, so that awaiting it does not suspend.</summary>
    public bool IsCompleted => _task.IsCompleted;

    /// <summary>Ends the await: returns the result or throws the task's own exception.</summary>
    /// <exception cref="InvalidOperationException">The task has not completed, or was awaited before.</exception>
    public T GetResult() => _task.EndAwait();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation)
        => ForeignContinuation.Await(_task.SourceToAwait, continuation, flowContext: true);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation)
        => ForeignContinuation.Await(_task.SourceToAwait, continuation, flowContext: false);
}
