using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Awaits a <see cref="JoinHandle"/>. Used by the compiler.</summary>
public readonly struct JoinAwaiter : ICriticalNotifyCompletion, ILitenAwaiter
{
    private readonly JoinHandle _handle;

    internal JoinAwaiter(JoinHandle handle) => _handle = handle;

    /// <summary>Whether the task has ended, so that awaiting it does not suspend.</summary>
    public bool IsCompleted => _handle.IsCompleted;

    /// <summary>Ends the await: returns quietly or throws the task's own exception.</summary>
    /// <exception cref="TaskAbortedException">The task was aborted, or the task that awaits it was.</exception>
    public void GetResult() => _handle.ThrowIfFailed();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation)
        => ForeignContinuation.Await(_handle, continuation, flowContext: true);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation)
        => ForeignContinuation.Await(_handle, continuation, flowContext: false);
}
