using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Awaits a task's end, however it ended: unlike <see cref="JoinAwaiter"/> it does not throw for the task.</summary>
/// <remarks>Awaitable and awaiter in one. What it waits for must stay the first field, see <see cref="AwaiterKind{TAwaiter}"/>.</remarks>
internal readonly struct EndAwaiter(JoinHandle handle) : ICriticalNotifyCompletion, ILitenAwaiter
{
    private readonly JoinHandle _handle = handle;

    public bool IsCompleted => _handle.IsCompleted;

    public EndAwaiter GetAwaiter() => this;

    /// <exception cref="TaskAbortedException">The task that awaits was aborted before.</exception>
    public void GetResult() => _handle.ThrowIfNotCompleted();

    public void OnCompleted(Action continuation) => ForeignContinuation.Await(_handle, continuation, flowContext: true);

    public void UnsafeOnCompleted(Action continuation) => ForeignContinuation.Await(_handle, continuation, flowContext: false);
}
