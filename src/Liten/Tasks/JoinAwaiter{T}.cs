using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Awaits a <see cref="JoinHandle{T}"/>. Used by the compiler.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly struct JoinAwaiter<T> : ICriticalNotifyCompletion, ILitenAwaiter
{
    private readonly JoinHandle<T> _handle;

    internal JoinAwaiter(JoinHandle<T> handle) => _handle = handle;

    /// <summary>Whether the task has ended, so that awaiting it does not suspend.</summary>
    public bool IsCompleted => _handle.IsCompleted;

    /// <summary>Ends the await: returns the result or throws the task's own exception.</summary>
    /// <exception cref="TaskAbortedException">The task was aborted, or the task that awaits it was.</exception>
    public T GetResult() => _handle.GetResult();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation)
        => ForeignContinuation.Await(_handle, continuation, flowContext: true);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation)
        => ForeignContinuation.Await(_handle, continuation, flowContext: false);
}
