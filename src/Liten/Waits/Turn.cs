using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// A thread's own part of the runtime it works for: the task it runs now, and what it needs to start tasks without touching
/// anything shared. Threads that belong to no runtime have none.
/// </summary>
internal sealed class ThreadContext
{
    /// <summary>Ids are handed to threads in blocks, so that the shared counter is touched once per block.</summary>
    private const int IdBlock = 256;

    /// <summary>
    /// So often at most a turn goes on with another task: one that it waits for, or one that waited for what has just ended. Then
    /// these are queued, so that everybody else's turn comes (arbitrary; long enough to make queueing rare, about a microsecond).
    /// </summary>
    private const int MaxSteps = 32;

    /// <summary>In place of the steps left, between two turns.</summary>
    private const int OutOfTurn = int.MinValue;

    [ThreadStatic]
    private static ThreadContext? t_current;

    private readonly RegistryShard<JoinHandle> _live;
    private readonly bool _isPinned;
    private JoinHandle? _awaited;
    private int _stepsLeft = OutOfTurn;
    private Published<IDeferredGrant> _deferred;
    private long _nextId;
    private long _lastId;

    public ThreadContext(TaskHost host, bool isWorker, LitenSynchronizationContext? synchronizationContext = null)
    {
        Host = host;
        SynchronizationContext = synchronizationContext ?? host.SynchronizationContext;
        IsWorker = isWorker;
        _isPinned = synchronizationContext is not null;
        _live = new RegistryShard<JoinHandle>(host.Live);
    }

    /// <summary>The calling thread's context, or null outside of every runtime.</summary>
    public static ThreadContext? Current => t_current;

    /// <summary>
    /// The task whose code runs now. The ExecutionContext's word counts first: an <c>async Task</c> body is part of its task on
    /// any thread, also when .NET continues it on the stack of another task.
    /// </summary>
    public static JoinHandle? CurrentTask => TaskIdentity.Current ?? t_current?.RunningTask;

    /// <summary>The task whose work item this thread runs; see <see cref="CurrentTask"/> for what that leaves out.</summary>
    public JoinHandle? RunningTask { get; private set; }

    /// <summary>Who goes on in the same turn when a method or a task has ended; see <see cref="WorkItem.Run"/>.</summary>
    public WorkItem? Successor { get; set; }

    /// <summary>The scheduler's own object for this thread, which this floor does not know. Set once, before the thread runs anything.</summary>
    public object? Worker { get; init; }

    /// <summary>The runtime this thread works for.</summary>
    public TaskHost Host { get; }

    /// <summary>What <c>async Task</c> code on this thread captures to come back.</summary>
    public LitenSynchronizationContext SynchronizationContext { get; }

    /// <summary>Whether this thread runs tasks, so that blocking it would block other tasks too.</summary>
    public bool IsWorker { get; }

    /// <summary>What this thread has done; written by this thread alone.</summary>
    public WorkerCounters Counters { get; } = new();

    /// <summary>Says that the thread now runs code of the given task, or of none.</summary>
    public void Enter(JoinHandle? task) => RunningTask = task;

    /// <summary>Has a grant made when the running turn ends, or before. The turn goes on with no other task then.</summary>
    /// <returns>False outside of a turn, and when this one has deferred something else; then the caller makes the grant at once.</returns>
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

    /// <summary>Makes this the calling thread's context, or takes it away again.</summary>
    public static ThreadContext? Exchange(ThreadContext? context)
    {
        ThreadContext? previous = t_current;
        t_current = context;
        return previous;
    }

    /// <summary>Undoes what code has done to the thread's SynchronizationContext, so that it does not reach the next.</summary>
    public void RestoreSynchronizationContext()
    {
        if (!ReferenceEquals(System.Threading.SynchronizationContext.Current, SynchronizationContext))
        {
            System.Threading.SynchronizationContext.SetSynchronizationContext(SynchronizationContext);
        }
    }

    /// <summary>A turn begins, and <see cref="EndTurn"/> will follow.</summary>
    public void BeginTurn()
    {
        _stepsLeft = _isPinned ? 0 : MaxSteps;
        RestoreSynchronizationContext();
    }

    /// <summary>The turn and what it went on with have ended: makes the grant that was deferred to now.</summary>
    public void EndTurn()
    {
        _stepsLeft = OutOfTurn;
        if (_deferred.OwnValue is not null)
        {
            MakeDeferredGrant();
        }
    }

    /// <summary>Takes who goes on in the same turn, if anybody does.</summary>
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

    /// <summary>A task has ended at the end of this thread's turn: whether the turn goes on with one who waited for it.</summary>
    public bool TryGoOnWith(WorkItem joiner)
    {
        if (_stepsLeft <= 0 || Successor is not null || !ReferenceEquals(joiner.Home, Host))
        {
            return false;
        }

        _stepsLeft--;
        Successor = joiner;
        return true;
    }

    /// <summary>The code that runs now has come to wait for a task that has not begun.</summary>
    public void Awaits(JoinHandle task) => _awaited = task;

    /// <summary>At the end of a turn: the task it waits for, if the turn may go on with that.</summary>
    public JoinHandle? TakeAwaited()
    {
        JoinHandle? awaited = _awaited;
        if (awaited is null)
        {
            return null;
        }

        _awaited = null;
        return _stepsLeft-- > 0 ? awaited : null;
    }

    /// <summary>Gives a new task its id and its place among the live ones. One thread at a time.</summary>
    public void Admit(JoinHandle task)
    {
        if (_nextId == _lastId)
        {
            _lastId = TaskHost.ReserveIds(IdBlock);
            _nextId = _lastId - IdBlock;
        }

        task.Admitted(_nextId++, _live.TakeSlot());
        Counters.CountSpawn();
        _live.Add(task);
    }

    /// <summary>Not inlined: few turns have one, and each turn asks.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeDeferredGrant()
    {
        IDeferredGrant grant = _deferred.OwnValue!;
        _deferred.Set(null);
        grant.GrantIfFree();
    }
}
