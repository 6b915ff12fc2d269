using System.Diagnostics;

namespace Liten;

/// <summary>A spawned task, as its spawner sees it: await it, abort it, or drop it and let the task run on.</summary>
/// <remarks>
/// <para>The handle is the task: spawning makes this one object. Dropping the handle detaches the task.</para>
/// <para>Thread safety: all members may be used from any thread, at any time, by any number of awaiters.</para>
/// <para>
/// Cancellation: <see cref="Abort"/> stops the task at its waits. Cancelling a wait for the handle
/// (<see cref="JoinAsync"/> with a token) does not touch the task.
/// </para>
/// </remarks>
[DebuggerTypeProxy(typeof(TaskDebugView))]
[DebuggerDisplay("{Describe(),nq}, completed: {IsCompleted}, {State,nq}")]
public abstract class JoinHandle : TaskCore
{
    private protected JoinHandle(TaskHost host, in SpawnSite site)
        : base(host, site)
    {
    }

    /// <summary>The task's number, unique in the process.</summary>
    public long Id => TaskId;

    /// <summary>The name given in <see cref="SpawnOptions"/>, or null.</summary>
    public string? Name => TaskName;

    /// <summary>
    /// Whether the task has ended: its code has run to the end, with its <c>finally</c> blocks, or will never run.
    /// </summary>
    public bool IsCompleted => HasEnded;

    /// <summary>
    /// Asks the task to stop. Idempotent, returns at once, may be called from anywhere, also by the task itself.
    /// </summary>
    /// <remarks>
    /// A task that has not started never will. One that waits on something of Liten's resumes there with a
    /// <see cref="TaskAbortedException"/>; a running one gets it at its next such wait, and again at every later one,
    /// so that a retry loop cannot swallow it. <c>CurrentTask.ShieldFromAbort</c> lets cleanup code wait. The task's
    /// own <see cref="CancellationToken"/> is cancelled too. Aborting a blocking job that has begun changes nothing.
    /// </remarks>
    public void Abort()
    {
        SchedulingPoint.Here();
        RequestAbort();
    }

    /// <summary>A <see cref="Task"/> with the task's outcome; an aborted task becomes a cancelled one.</summary>
    /// <remarks>While the task is alive, every call returns the same one.</remarks>
    public Task AsTask() => AsTaskOfAnyResult();

    /// <summary>Waits for the task's end and tells how it ended, without throwing for it.</summary>
    /// <param name="cancellationToken">Ends the wait, not the task.</param>
    /// <remarks>An exception of the task counts as observed then.</remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled before the task ended.</exception>
    public async LitenTask<JoinResult> JoinAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled)
        {
            await WaitForEndAsync(cancellationToken);
        }
        else
        {
            await new EndAwaiter(this);
        }

        Fault?.Observe();
        return new JoinResult(this);
    }

    /// <summary>Gets the awaiter that <c>await</c> uses. Awaiting rethrows the task's own exception.</summary>
    /// <remarks>It is virtual for the sake of F#: see <see cref="ResultJoinHandle"/>.</remarks>
    public virtual JoinAwaiter GetAwaiter() => new(this);

    private protected abstract Task AsTaskOfAnyResult();
}
