using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// What a spawned task is inside: its state word, its joiners and its open calls, from its admission to its end.
/// </summary>
/// <remarks>The public face is <see cref="JoinHandle"/>. User code never derives from this type.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class TaskCore : AbortScope, IWaitHolder<VoidResult>, IAbortableWait
{
    private const int NotAdmitted = -1;

    /// <summary>Which of start, abort, join and end have happened.</summary>
    internal TaskState State;

    private readonly string _file;
    private readonly int _line;

    /// <summary>Whether the task belongs to a group or obeys a token: few do, and the others pay one look.</summary>
    private readonly bool _hasBonds;

    private int _slot = NotAdmitted;
    private bool _isGivenUp;

    /// <summary>
    /// <see cref="PinnedWorker"/>, or the lanes: no runtime has both, and so a task has room for both.
    /// </summary>
    private short _place = AnyWorker;
    private TaskJoiners _joiners;
    private OpenCalls _calls;

    private protected TaskCore(TaskHost host, in SpawnSite site)
        : base(host)
    {
        _file = site.File;
        _line = site.Line;
        _hasBonds = site.Group is not null || site.Options is { CancellationToken.CanBeCanceled: true };
        AbortScope? parent = Turn.OwnerOn(site.Turn);
        ParentId = parent?.TaskId ?? 0;
        if (host.Lanes is { } lanes)
        {
            byte lane = site.Options?.Lane is { } name ? lanes.Find(name) : LaneOfChild(parent as TaskCore, host);
            _place = LaneWord.Of(lane, lane);
        }

        if (site.Options is { } options)
        {
            Take(options);
        }
    }

    /// <summary>The task whose code runs now, or null.</summary>
    internal static TaskCore? Current => Turn.CurrentOwner as TaskCore;

    /// <summary>The task whose code spawned this one, or 0. A reference would keep it alive.</summary>
    internal long ParentId { get; }

    /// <summary>The number of the lane the task belongs to; 0 in a runtime without lanes.</summary>
    internal byte Lane => LaneWord.LaneIn(_place);

    /// <summary>The lane for which the task runs: its own, or a better one that waits for it.</summary>
    internal byte RunsFor
    {
        get => LaneWord.PayerIn(_place);
        set => _place = LaneWord.Of(Lane, value);
    }

    /// <summary>Until when the task shall have run; <see cref="Nanoseconds.Forever"/> if nobody has said.</summary>
    internal long Deadline => _calls.ExtrasIfAny is { Deadline: > 0 } extras ? extras.Deadline : Nanoseconds.Forever;

    internal string? TaskName => _calls.ExtrasIfAny?.Name;

    /// <summary>Whose member the task is, or null.</summary>
    internal TaskGroup? Group => _hasBonds ? GroupOfMember : null;

    /// <summary>Only a task that is a member has a field for it.</summary>
    private protected virtual TaskGroup? GroupOfMember => null;

    /// <summary>The home of a task is always a host: the constructor takes no other.</summary>
    internal TaskHost Host => Unsafe.As<TaskHost>(Home);

    internal sealed override short PinnedWorker
    {
        get => _place;
        set => _place = value;
    }

    internal sealed override bool HasEnded => State.IsCompleted;

    internal sealed override bool IsGivenUp => _isGivenUp;

    internal sealed override bool HasOpenCalls => !_calls.IsEmpty;

    internal bool IsAbortRequested => State.IsAbortRequested;

    internal sealed override bool MustStop => State.IsDisturbed && StopsNow();

    /// <summary>
    /// Whether this is a job of the blocking pool: shutdown waits for one that has begun and never gives it up.
    /// </summary>
    internal virtual bool IsBlockingJob => false;

    private static byte LaneOfChild(TaskCore? parent, TaskHost host)
        => parent is not null && ReferenceEquals(parent.Home, host) ? parent.Lane : LaneWord.Default;

    internal sealed override TaskInfo Describe() => new(TaskId, TaskName, _file, _line) { ParentId = ParentId };

    internal TaskExtras Extras() => _calls.Extras();

    /// <summary>The token that is cancelled when the task is aborted.</summary>
    internal CancellationToken GetCancellationToken() => _calls.GetToken(this);

    internal sealed override Exception AbortException() => new TaskAbortedException(Describe(), Group?.AbortReason);

    // Admission.

    /// <summary>
    /// The first step of every start: makes the task one of its runtime's live ones, or aborts it after shutdown, where
    /// it comes from outside while the runtime drains, and where its group or its token has ended.
    /// </summary>
    /// <param name="turn">The calling thread's turn.</param>
    /// <param name="hasPlace">Whether its places were taken: see <see cref="TakePlaces"/>.</param>
    /// <returns>False if the task was aborted and must not be queued.</returns>
    /// <exception cref="TaskLimitExceededException">
    /// The runtime or the group has as many live tasks as it may; nothing was started.
    /// </exception>
    private protected bool TryAdmit(Turn? turn, bool hasPlace = false)
    {
        TaskGroup? group = Group;
        group?.Enter(hasPlace);
        if (Host.IsClosing
            || !(group is null ? Host.TryAdmit(this, turn, hasPlace) : TryAdmitMember(group, turn, hasPlace)))
        {
            Admitted(Admission.ReserveIds(1) - 1, NotAdmitted);
            RequestAbort();
            return false;
        }

        if (Host.Hooks.OnTaskSpawn is not null)
        {
            Host.Hooks.TaskSpawned(Describe());
        }

        return !_hasBonds || TryBind(group);
    }

    internal sealed override void Admitted(long id, int slot)
    {
        TaskId = id;
        _slot = slot;
    }

    // Waits of the task's code, and their abort.

    internal sealed override void List(WorkItem call) => _calls.Add(call);

    internal sealed override void Unlist(WorkItem call) => _calls.Remove(call);

    /// <summary>
    /// The task was aborted, or has ended while this call of its goes on. Of the latter either this sees the end, after
    /// the full fence of a wait, or the end sees the listed call.
    /// </summary>
    private bool StopsNow()
    {
        if (HasEnded && HasOpenCalls)
        {
            NoteOutlived();
        }

        return IsAbortRequested && !_calls.HoldBackAbort();
    }

    /// <summary>The steps of <see cref="JoinHandle.Abort"/>.</summary>
    internal sealed override void RequestAbort()
    {
        if (!AcceptsAbort())
        {
            return;
        }

        switch (State.RequestAbort())
        {
            case TaskState.AbortRequest.EndBeforeStart:
                End(aborted: true, turn: null);
                break;
            case TaskState.AbortRequest.StopWaits:
                _calls.Abort(this);
                break;
        }
    }

    /// <summary>A shield goes: an abort that came meanwhile reaches the waits that it was held back from.</summary>
    internal void EndShield()
    {
        if (Extras().RemoveShield() && IsAbortRequested)
        {
            _calls.Abort(this);
        }
    }

    /// <summary>
    /// Whether an abort may still have an effect; a blocking job's first answer decides whether it ever runs.
    /// </summary>
    private protected virtual bool AcceptsAbort() => true;

    // Joins of others.

    internal sealed override bool IsDone(uint token) => HasEnded;

    internal sealed override void OnDone(WorkItem continuation)
    {
        if (Lane != 0)
        {
            Host.Lanes!.Joined(this, continuation.Owner);
        }

        if (_joiners.Add(continuation, this))
        {
            OnAwaited();
        }
    }

    /// <summary>Has the continuation woken when the task ends. The returned wait can be withdrawn.</summary>
    internal (WaitNode<VoidResult> Node, uint Version) Join(WorkItem continuation)
    {
        if (Lane != 0)
        {
            Host.Lanes!.Joined(this, continuation.Owner);
        }

        return TaskJoiners.List(continuation, this);
    }

    /// <summary>
    /// Completes when the task has ended, however it ended, or the token is cancelled. Without a token,
    /// <see cref="EndAwaiter"/> does it.
    /// </summary>
    internal LitenTask WaitForEndAsync(CancellationToken cancellationToken)
    {
        if (HasEnded)
        {
            return default;
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException(refusal);
        }

        if (Lane != 0)
        {
            Host.Lanes!.Joined(this, Turn.CurrentOwner);
        }

        return TaskJoiners.TryList(this) is { } node ? new LitenTask(node.Begin(cancellationToken)) : default;
    }

    uint IAbortableWait.ReadVersion() => State.JoinUse;

    void IAbortableWait.Abort(uint version, AbortScope owner) => _joiners.EndWait(version, this);

    void IWaitHolder<VoidResult>.Forget(WaitNode<VoidResult> node) => TaskJoiners.Unlist(node, this);

    WaitTarget IAbortableWait.Describe() => DescribeEnd();

    WaitBlockers IAbortableWait.ReadBlockers() => new(this);

    WaitBlockers IWaitHolder<VoidResult>.ReadBlockers(WaitNode<VoidResult> node) => new(this);

    WaitTarget IWaitHolder<VoidResult>.Describe() => DescribeEnd();

    /// <summary>A call waits for this task now: a chance to run it soon.</summary>
    internal virtual void OnAwaited()
    {
    }
}
