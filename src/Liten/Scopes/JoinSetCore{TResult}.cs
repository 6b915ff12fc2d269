using System.ComponentModel;

namespace Liten;

/// <summary>What the sets of tasks with and without a result have in common.</summary>
/// <typeparam name="TResult">How a task of the set ended.</typeparam>
/// <remarks>
/// <para>
/// A spawn (1) reserves room for the task's end, (2) starts the task. The task's end (3) lists it as finished when it
/// leaves the group, in the same entry into the latch, and (4) hands it to the first who waits, if somebody does.
/// Step 4 needs no memory, and step 3 has that of step 1.
/// </para>
/// <para>User code never derives from this type.</para>
/// <code>
/// field                          written by                              under
/// _untaken, _finished, _waiters  spawning, ending, taking, dropping      Latch
/// _isAwaited, _disposers         disposing                               Latch
/// _isDisposed, _hasDetached      disposing, detaching                    nothing, for messages only
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class JoinSetCore<TResult>
    : TaskGroup, IAsyncDisposable, IWaitHolder<TResult?>, IWaitHolder<VoidResult>
    where TResult : struct
{
    private const int FirstRoom = 8;

    private FinishedTasks _finished;
    private int _untaken;
    private IntrusiveList<WaitNode<TResult?>> _waiters;
    private IntrusiveList<WaitNode<VoidResult>> _disposers;
    private bool _isAwaited;
    private AtomicFlag _isDisposed;
    private AtomicFlag _hasDetached;

    private protected JoinSetCore()
        : base(endsWithLastMember: false) => Host = CurrentHost();

    /// <summary>How many tasks were spawned and not taken yet: the living and the finished ones.</summary>
    /// <remarks>A snapshot, where other code uses the set at the same time.</remarks>
    public int Count
    {
        get
        {
            Latch.Enter();
            int count = _untaken;
            Latch.Exit();
            return count;
        }
    }

    internal override string? AbortReason
        => _isDisposed.IsSet && !_hasDetached.IsSet ? "its JoinSet was disposed" : null;

    /// <summary>The runtime whose tasks they are.</summary>
    private protected TaskHost Host { get; }

    /// <summary>Takes the next task that has ended, in the order in which they end; null if the set is empty.</summary>
    /// <param name="cancellationToken">Ends the wait; it touches no task.</param>
    /// <returns>How the task ended; await it once, and await it at all.</returns>
    /// <remarks>
    /// <para>Does not throw for the task, whose failure counts as observed.</para>
    /// <para>
    /// Cancellation: a wait that was cancelled or aborted has taken nothing. Fairness: several may wait at the same
    /// time, and are served in their order; those who are left when the set has become empty get null.
    /// </para>
    /// </remarks>
    /// <exception cref="OperationCanceledException">When awaited: the token was cancelled.</exception>
    /// <exception cref="TaskAbortedException">When awaited: the calling task was aborted.</exception>
    public LitenTask<TResult?> NextAsync(CancellationToken cancellationToken = default)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(this, static (set, token) => set.NextAsync(token), cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<TResult?>(refusal);
        }

        Latch.Enter();
        bool isDecided = TryTake(out TaskCore? task);
        int untaken = _untaken;
        int room = _finished.Room;
        Latch.Exit();
        if (!isDecided)
        {
            return WaitForNext(cancellationToken);
        }

        ShrinkIfWide(untaken, room);
        return new LitenTask<TResult?>(ResultOf(task));
    }

    /// <summary>Takes a task that has ended already, if there is one and nobody waits for it.</summary>
    /// <param name="result">How it ended.</param>
    /// <remarks>Never waits, so an aborted task may use it to clean up.</remarks>
    public bool TryNext(out TResult result)
    {
        SchedulingPoint.Here();
        Latch.Enter();
        TryTake(out TaskCore? task);
        int untaken = _untaken;
        int room = _finished.Room;
        Latch.Exit();
        ShrinkIfWide(untaken, room);
        result = ResultOf(task).GetValueOrDefault();
        return task is not null;
    }

    /// <summary>Aborts the tasks that live in the set now. They stay in it, and end as aborted.</summary>
    /// <remarks>Returns at once, may be called from anywhere. What is spawned afterwards runs.</remarks>
    public void AbortAll() => AbortMembers();

    /// <summary>
    /// Empties the set: the tasks that live in it run on and belong to nobody; results that nobody took are dropped.
    /// </summary>
    /// <remarks>
    /// A failure that nobody has taken goes to <c>OnUnhandledException</c>. Without effect after the disposal.
    /// </remarks>
    public void DetachAll()
    {
        Latch.Enter();
        if (!IsClosedUnsynchronized)
        {
            // What is being spawned at this moment is no member yet: it stays, and so does its room.
            _untaken -= DetachMembers() + _finished.Count;
            _finished.Clear();
            _hasDetached.TrySet();
        }

        int untaken = _untaken;
        int room = _finished.Room;
        Latch.Exit();
        ShrinkIfWide(untaken, room);
        HandOver();
    }

    WaitTarget IWaitHolder<TResult?>.Describe() => DescribeMembers();

    WaitTarget IWaitHolder<VoidResult>.Describe() => DescribeMembers();

    void IWaitHolder<TResult?>.Forget(WaitNode<TResult?> node)
    {
        Latch.Enter();
        _waiters.Remove(node);
        Latch.Exit();
    }

    /// <summary>The outcome of a task of the set, by a value that is made without memory.</summary>
    private protected abstract TResult Read(TaskCore task);

    private LitenTask<TResult?> WaitForNext(CancellationToken cancellationToken)
    {
        WaitNode<TResult?> node = WaitNode<TResult?>.Rent(this);
        Latch.Enter();
        bool isDecided = TryTake(out TaskCore? task);
        if (!isDecided)
        {
            _waiters.AddLast(node);
        }

        Latch.Exit();
        if (!isDecided)
        {
            return node.Begin(cancellationToken);
        }

        node.Discard();
        return new LitenTask<TResult?>(ResultOf(task));
    }

    /// <summary>Under the latch: takes a finished task for one who comes now.</summary>
    /// <returns>False if that one must wait.</returns>
    private bool TryTake(out TaskCore? task)
    {
        task = null;
        if (WaitNode<TResult?>.FirstWaiting(ref _waiters) is not null)
        {
            // Whoever has listed a finished task, or emptied the set, is about to serve those who wait.
            return false;
        }

        if (_finished.TryTake(out task))
        {
            _untaken--;
            return true;
        }

        return _untaken == 0;
    }

    /// <summary>Serves those who wait: with finished tasks, or with the news that the set is empty.</summary>
    private void HandOver()
    {
        while (true)
        {
            TaskCore? task = null;
            Latch.Enter();
            WaitNode<TResult?>? waiter = _finished.Count > 0 || _untaken == 0
                ? WaitNode<TResult?>.TakeClaimed(ref _waiters)
                : null;
            if (waiter is not null && _finished.TryTake(out task))
            {
                _untaken--;
            }

            Latch.Exit();
            if (waiter is null)
            {
                return;
            }

            waiter.SetResult(ResultOf(task));
        }
    }

    private TResult? ResultOf(TaskCore? task)
    {
        if (task is null)
        {
            return null;
        }

        if (task.HasFailed)
        {
            task.ObserveFailure();
        }

        return Read(task);
    }

    private static TaskHost CurrentHost() => TaskHost.Current ?? throw new InvalidOperationException(
        "A JoinSet needs a runtime, and this code runs outside of one. Make it inside of a task that Runtime.Spawn " +
        "or runtime.BlockOn(...) has started, or start from [LitenMain].");
}
