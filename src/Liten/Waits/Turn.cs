using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// What one of a runtime's threads does now: who runs, who is next, how far the turn goes on, what it owes. Threads
/// that belong to no runtime have none.
/// </summary>
/// <remarks>All but <see cref="RescueDeferredGrant"/> and <see cref="IsRunning"/> is for the thread itself.</remarks>
internal partial class Turn
{
    /// <summary>How many tasks may follow in one turn, for fairness. Arbitrary; about 1 µs.</summary>
    private const int MaxSteps = 32;

    /// <summary>In place of the steps left, between two turns.</summary>
    private const int OutOfTurn = int.MinValue;

    [ThreadStatic]
    private static Turn? t_current;

    /// <summary>On a thread that has no turn: the scope whose code it runs for a while.</summary>
    [ThreadStatic]
    private static AbortScope? t_ownerOutside;

    [ThreadStatic]
    private static bool t_isAway;

    private readonly RuntimeHooks _hooks;
    private readonly bool _isPinned;
    private WorkItem? _awaited;
    private int _stepsLeft = OutOfTurn;
    private Published<IDeferredGrant> _deferred;

    /// <param name="home">The runtime the thread works for.</param>
    /// <param name="context">What <c>async Task</c> code on the thread captures to come back.</param>
    /// <param name="baseContext">What code of the runtime runs in that nobody gave a context.</param>
    /// <param name="admission">For a worker: how it admits tasks.</param>
    /// <param name="hooks">Hear of what no one else catches.</param>
    /// <param name="isPinned">Whether what the turn would go on with may belong on another worker.</param>
    public Turn(
        Home home,
        SynchronizationContext context,
        ExecutionContext baseContext,
        Admission? admission,
        RuntimeHooks hooks,
        bool isPinned = false)
    {
        Home = home;
        SynchronizationContext = context;
        BaseContext = baseContext;
        Admission = admission;
        _hooks = hooks;
        _isPinned = isPinned;
    }

    /// <summary>The calling thread's turn, or null outside of every runtime.</summary>
    public static Turn? Current => t_current;

    /// <summary>
    /// The scope whose code runs now. The ExecutionContext's word counts first: an <c>async Task</c> body is part of
    /// its task on any thread, also when .NET continues it on the stack of another task.
    /// </summary>
    /// <remarks>
    /// The thread's base context names no task, and nearly all code runs in that: one comparison in place of a look
    /// into the context.
    /// </remarks>
    public static AbortScope? CurrentOwner => OwnerOn(t_current);

    /// <summary>Whether the item that runs on this thread, which has no turn, is not at its home.</summary>
    public static bool IsAway => t_isAway;

    /// <summary>
    /// The scope whose item this thread runs; see <see cref="CurrentOwner"/> for what that leaves out.
    /// </summary>
    public AbortScope? Owner { get; private set; }

    /// <summary>
    /// Who goes on in the same turn when a method or a task has ended; see <see cref="WorkItem.Run"/>.
    /// </summary>
    public WorkItem? Successor { get; set; }

    /// <summary>The runtime this thread works for.</summary>
    public Home Home { get; }

    /// <summary>What <c>async Task</c> code on this thread captures to come back.</summary>
    public SynchronizationContext SynchronizationContext { get; private protected set; }

    /// <summary>What code runs in on this thread that nobody gave a context.</summary>
    public ExecutionContext BaseContext { get; }

    /// <summary>What the thread was before it ran any code, while it belongs to the runtime.</summary>
    public ThreadTraces? Traces { get; set; }

    /// <summary>
    /// How a worker admits tasks; null on a thread that is no worker, or has left its worker to a stand-in.
    /// </summary>
    public Admission? Admission { get; private protected set; }

    /// <summary>Whether the thread is in a turn; a hint for other threads.</summary>
    public bool IsRunning => _stepsLeft != OutOfTurn;

    /// <summary>Whether this thread runs tasks, so that blocking it would block other tasks too.</summary>
    public bool IsWorker => Admission is not null;

    /// <summary><see cref="CurrentOwner"/>, for who has the calling thread's turn in hand.</summary>
    public static AbortScope? OwnerOn(Turn? turn)
        => turn is null || (TaskIdentity.IsUsed && !ReferenceEquals(ExecutionContext.Capture(), turn.BaseContext))
            ? FindOwner(turn)
            : turn.Owner;

    /// <summary>Makes this the calling thread's turn, or takes it away again.</summary>
    public static Turn? Exchange(Turn? turn)
    {
        Turn? previous = t_current;
        t_current = turn;
        return previous;
    }

    /// <summary>
    /// The turn loop: runs the item, what goes on from it, and then each task that the turn has come to wait for.
    /// </summary>
    public void RunTurn(WorkItem first)
    {
        // The owner and the ExecutionContext need no such care as the SynchronizationContext: every item enters its
        // own.
        BeginTurn();
        try
        {
            WorkItem.RunToEnd(first, this);
            while (TakeAwaited() is { } awaited)
            {
                WorkItem.ContinueToEnd(RunAhead(awaited), this);
            }
        }
        catch (Exception exception)
        {
            // Methods and callbacks keep their exceptions to themselves, so this is a foreign continuation that does
            // not.
            _hooks.Unhandled(exception, null, "a continuation");
        }

        EndTurn();
    }

    /// <summary>A turn begins, and <see cref="EndTurn"/> will follow.</summary>
    public void BeginTurn()
    {
        _stepsLeft = _isPinned ? 0 : MaxSteps;
        RestoreSynchronizationContext();
    }

    /// <summary>Says that the thread now runs code of the given scope, or of none.</summary>
    public void Enter(AbortScope? owner)
    {
        // What belongs to no scope may be anybody's.
        if (owner is null || !ReferenceEquals(Owner, owner))
        {
            Owner = owner;
            Traces?.Erase();
        }
    }

    /// <summary>
    /// Undoes what code has done to the thread's SynchronizationContext, so that it does not reach the next.
    /// </summary>
    public void RestoreSynchronizationContext()
    {
        if (!ReferenceEquals(SynchronizationContext.Current, SynchronizationContext))
        {
            SynchronizationContext.SetSynchronizationContext(SynchronizationContext);
        }
    }

    /// <summary>Takes the item that goes on in the same turn, if there is one.</summary>
    public WorkItem? TakeSuccessor()
    {
        WorkItem? successor = Successor;
        if (successor is not null)
        {
            Successor = null;
            RestoreSynchronizationContext();
        }

        return successor;
    }

    /// <summary>
    /// A task has ended at the end of this thread's turn: whether the turn goes on with a call that waited for it.
    /// </summary>
    public bool TryGoOnWith(WorkItem joiner)
    {
        if (_stepsLeft <= 0 || Successor is not null || !ReferenceEquals(joiner.Seat.Home, Home))
        {
            return false;
        }

        _stepsLeft--;
        Successor = joiner;
        return true;
    }

    /// <summary>The code that runs now has come to wait for a task that has not begun.</summary>
    public void Awaits(WorkItem task) => _awaited = task;

    /// <summary>At the end of a turn: the task it waits for, if the turn may go on with that.</summary>
    public WorkItem? TakeAwaited()
    {
        WorkItem? awaited = _awaited;
        if (awaited is null)
        {
            return null;
        }

        _awaited = null;
        return _stepsLeft-- > 0 ? awaited : null;
    }

    /// <summary>
    /// Has a grant made when the running turn ends, or before. The turn goes on with no other task then.
    /// </summary>
    /// <returns>
    /// False outside of a turn, and when this one has deferred something else; then the caller makes the grant at once.
    /// </returns>
    public bool TryDefer(IDeferredGrant grant)
    {
        IDeferredGrant? before = _deferred.OwnValue;
        if (before is null && _stepsLeft != OutOfTurn && IsWorker)
        {
            _deferred.Set(grant);
            _stepsLeft = 0;
            return true;
        }

        return ReferenceEquals(before, grant);
    }

    /// <summary>Another thread's way to make the grant of a turn that does not end.</summary>
    public void RescueDeferredGrant() => _deferred.Value?.GrantIfFree();

    /// <summary>The turn and what it went on with have ended: makes the grant that was deferred to now.</summary>
    public void EndTurn()
    {
        _stepsLeft = OutOfTurn;
        if (_deferred.OwnValue is not null)
        {
            MakeDeferredGrant();
        }
    }

    /// <summary>Begins a task that the turn waits for ahead of its queue entry.</summary>
    private protected virtual WorkItem? RunAhead(WorkItem awaited) => awaited.RunAhead(this);

    /// <summary>Not inlined: every wait asks whose code it is, and few need this to know it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AbortScope? FindOwner(Turn? turn)
        => TaskIdentity.Current ?? (turn is null ? t_ownerOutside : turn.Owner);

    /// <summary>Not inlined: few turns have one, and each turn asks.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeDeferredGrant()
    {
        IDeferredGrant grant = _deferred.OwnValue!;
        _deferred.Set(null);
        grant.GrantIfFree();
    }
}
