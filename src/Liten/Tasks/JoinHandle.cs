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
[DebuggerDisplay("{Describe(),nq}, completed: {IsCompleted}, {State,nq}")]
public abstract class JoinHandle : AwaitSource, IWaitQueue<VoidResult>, IAbortableWait
{
    private const int NotAdmitted = -1;

    private protected TaskState State;

    private readonly string _file;
    private readonly int _line;
    private int _slot = NotAdmitted;
    private TaskJoiners _joiners;
    private TaskWaits _waits;

    private protected JoinHandle(TaskHost host, SpawnOptions? options, string file, int line)
    {
        Host = host;
        _file = file;
        _line = line;
        if (options?.Name is { } name)
        {
            Extras().Name = name;
        }
    }

    /// <summary>The task's number, unique in the process.</summary>
    public long Id { get; private set; }

    /// <summary>The name given in <see cref="SpawnOptions"/>, or null.</summary>
    public string? Name => _waits.ExtrasIfAny?.Name;

    /// <summary>Whether the task has ended: its code has run to the end, with its <c>finally</c> blocks, or will never run.</summary>
    public bool IsCompleted => State.IsCompleted;

    internal TaskHost Host { get; }

    internal override JoinHandle Owner => this;

    internal override object Home => Host;

    internal bool IsAbortRequested => State.IsAbortRequested;

    /// <summary>Whether this is a job of the blocking pool: shutdown waits for one that has begun and never gives it up.</summary>
    internal virtual bool IsBlockingJob => false;

    private TaskFault? Fault => _waits.ExtrasIfAny?.Fault;

    internal override short PinnedWorker { get; set; } = AnyWorker;

    /// <summary>Whether the task's next wait must throw: it was aborted and no shield holds the abort back.</summary>
    internal bool MustStop => State.IsAbortRequested && !_waits.AreShielded;

    /// <summary>Asks the task to stop. Idempotent, returns at once, may be called from anywhere, also by the task itself.</summary>
    /// <remarks>
    /// A task that has not started never will. One that waits on something of Liten's resumes there with a
    /// <see cref="TaskAbortedException"/>; a running one gets it at its next such wait, and again at every later one, so that a
    /// retry loop cannot swallow it. <c>CurrentTask.ShieldFromAbort</c> lets cleanup code wait. The task's own
    /// <see cref="CancellationToken"/> is cancelled too. Aborting a blocking job that has begun changes nothing.
    /// </remarks>
    public void Abort()
    {
        if (!AcceptsAbort())
        {
            return;
        }

        switch (State.RequestAbort())
        {
            case AbortRequest.EndBeforeStart:
                End(aborted: true, thread: null);
                break;
            case AbortRequest.StopWaits:
                _waits.Abort(this);
                break;
        }
    }

    /// <summary>A <see cref="Task"/> with the task's outcome; an aborted task becomes a cancelled one.</summary>
    public Task AsTask() => AsTaskOfAnyResult();

    /// <summary>Waits for the task's end and tells how it ended, without throwing for it. An exception of the task counts as observed then.</summary>
    /// <param name="cancellationToken">Ends the wait, not the task.</param>
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
    public JoinAwaiter GetAwaiter() => new(this);

    internal TaskInfo Describe() => new(Id, Name, _file, _line);
    internal override bool IsDone(uint token) => IsCompleted;

    internal override void OnDone(WorkItem continuation)
    {
        if (_joiners.Add(continuation, this, ref State))
        {
            IsAwaited();
        }
    }

    uint IAbortableWait.ReadVersion() => State.JoinUse;

    void IAbortableWait.Abort(uint version, JoinHandle owner) => _joiners.EndWait(version, ref State);

    void IWaitQueue<VoidResult>.Forget(WaitNode<VoidResult> node) => TaskJoiners.Unlist(node, this, ref State);

    /// <summary>Has the continuation woken when the task ends. The returned wait can be withdrawn.</summary>
    internal (WaitNode<VoidResult> Node, uint Version) Join(WorkItem continuation) => TaskJoiners.List(continuation, this, ref State);

    /// <summary>Begins the task on this thread, at the end of a turn that waits for it, unless somebody has begun it.</summary>
    /// <returns>The item that goes on in the same turn, or null.</returns>
    internal virtual WorkItem? RunAhead(ThreadContext thread) => null;

    /// <summary>Somebody waits for this task now: a chance to run it soon.</summary>
    private protected virtual void IsAwaited()
    {
    }

    /// <summary>Completes when the task has ended, however it ended, or the token is cancelled. Without a token, <see cref="EndAwaiter"/> does it.</summary>
    internal LitenTask WaitForEndAsync(CancellationToken cancellationToken)
    {
        if (IsCompleted)
        {
            return default;
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException(refusal);
        }

        return TaskJoiners.TryList(this, ref State) is { } node ? new LitenTask(node.Begin(cancellationToken)) : default;
    }

    /// <summary>The first step of every start: makes the task one of its runtime's live ones, or aborts it after shutdown.</summary>
    /// <param name="thread">The calling thread's context.</param>
    /// <returns>False if the task was aborted and must not be handed to anybody.</returns>
    /// <exception cref="TaskLimitExceededException">The runtime has as many live tasks as it may; nothing was started.</exception>
    private protected bool TryAdmit(ThreadContext? thread)
    {
        if (Host.IsClosing)
        {
            Admitted(TaskHost.ReserveIds(1) - 1, NotAdmitted);
            Abort();
            return false;
        }

        Host.Admit(this, thread);
        if (Host.Hooks.OnTaskSpawn is not null)
        {
            Host.Hooks.TaskSpawned(Describe());
        }

        return true;
    }

    /// <summary>Called once, before the task becomes one of the live ones or is refused.</summary>
    internal void Admitted(long id, int slot)
    {
        Id = id;
        _slot = slot;
    }

    /// <summary>Lists a suspended call of this task's code, so that an abort finds the wait it is suspended on.</summary>
    internal void List(WorkItem call) => _waits.Add(call);

    /// <summary>Takes a call off the list, before it can be used for anything else.</summary>
    internal void Unlist(WorkItem call) => _waits.Remove(call);

    /// <summary>For a shutdown: completes the handle as aborted although the task's code has not ended. The task stays listed as alive.</summary>
    /// <returns>False if it has completed already.</returns>
    internal bool GiveUp() => Publish(aborted: true, thread: null);

    /// <summary>A shield goes: an abort that came meanwhile reaches the waits that it was held back from.</summary>
    internal void EndShield()
    {
        Extras().RemoveShield();
        if (MustStop)
        {
            _waits.Abort(this);
        }
    }

    internal TaskExtras Extras() => _waits.Extras();
    /// <summary>The token that is cancelled when the task is aborted.</summary>
    internal CancellationToken GetCancellationToken() => _waits.GetToken(in State);

    /// <summary>The exception this task ended with, null after success; it counts as observed.</summary>
    internal Exception? ObserveFailure() => WasAborted ? new TaskAbortedException(this) : Fault?.Observe();

    internal bool WasAborted => State.HasEndedEarly;
    internal bool HasFailed => Fault is not null && !WasAborted;

    /// <summary>Ends an await of this handle: returns quietly after success, else throws.</summary>
    internal void ThrowIfFailed()
    {
        ThrowIfNotCompleted();
        if (WasAborted)
        {
            throw new TaskAbortedException(this);
        }

        Fault?.Throw();
    }

    private protected abstract Task AsTaskOfAnyResult();

    /// <summary>Whether an abort may still have an effect; a blocking job's first answer decides whether it ever runs.</summary>
    private protected virtual bool AcceptsAbort() => true;

    /// <summary>Ends the task with an exception. An aborted task that unwinds with its cancellation ends as aborted.</summary>
    private protected void Fail(Exception exception, ThreadContext? thread)
    {
        bool unwound = exception is OperationCanceledException && State.IsAbortRequested;
        if (!unwound)
        {
            Extras().Fault = new TaskFault(exception, Host.Hooks, Describe());
        }

        End(unwound, thread);
    }

    /// <summary>
    /// Ends the task, after its result or fault has been stored. Called once: by the task's own run, or by the abort that
    /// came before it.
    /// </summary>
    /// <param name="aborted">Whether it ends as aborted.</param>
    /// <param name="thread">The calling thread's context if its turn ends with this, so that it can go on with who waits for the task.</param>
    private protected void End(bool aborted, ThreadContext? thread)
    {
        Release();
        if (_slot != NotAdmitted)
        {
            Host.Retire(this, _slot, thread ?? ThreadContext.Current);
        }

        Publish(aborted, thread);
        if (Host.IsClosing)
        {
            Host.TaskEndedWhileClosing?.Invoke();
        }
    }

    /// <summary>Drops what the task held for its run, so that a kept handle keeps only the outcome.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Makes the outcome readable and wakes the joiners.</summary>
    private bool Publish(bool aborted, ThreadContext? thread)
    {
        Completion completion = State.TryComplete(aborted);
        _joiners.Wake(completion, this, ref State, thread);
        return completion != Completion.Lost;
    }

    /// <summary>An await that was resumed before the task's end was aborted; otherwise somebody asked too early.</summary>
    internal void ThrowIfNotCompleted()
    {
        if (IsCompleted)
        {
            return;
        }

        if (ThreadContext.CurrentTask is { IsAbortRequested: true } current)
        {
            throw new TaskAbortedException(current);
        }

        throw new InvalidOperationException($"The {Describe()} has not completed. Await the handle, or wait for it from synchronous code with Runtime.BlockOn or AsTask().");
    }
}
