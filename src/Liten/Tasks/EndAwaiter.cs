using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Awaits a task's end, however it ended: unlike <see cref="JoinAwaiter"/> it does not throw for the task.
/// </summary>
/// <remarks>
/// Awaitable and awaiter in one. What it waits for must stay the first field, see <see cref="AwaiterKind{TAwaiter}"/>.
/// </remarks>
internal readonly struct EndAwaiter(TaskCore task) : ICriticalNotifyCompletion, ILitenAwaiter
{
    private readonly TaskCore _task = task;

    public bool IsCompleted => _task.HasEnded;

    public EndAwaiter GetAwaiter() => this;

    /// <exception cref="TaskAbortedException">The task that awaits was aborted before.</exception>
    public void GetResult() => _task.ThrowIfNotEnded();

    public void OnCompleted(Action continuation)
        => ForeignContinuation.Await(_task, continuation, flowContext: true);

    public void UnsafeOnCompleted(Action continuation)
        => ForeignContinuation.Await(_task, continuation, flowContext: false);
}
