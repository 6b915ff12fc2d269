using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>
/// One wait in a primitive: queued there until a value, a cancellation token or an abort of the waiting task claims it, each of
/// them by one atomic step that only one can win. Pooled: waiting allocates nothing.
/// </summary>
/// <remarks>
/// Steps, in the order of the code: a primitive rents a node, queues it under its own latch and calls <see cref="Begin"/>; the
/// awaiting method registers itself (<see cref="OnDone"/>); a giver claims the node under the primitive's latch and calls
/// <see cref="SetResult"/> outside of it; the resumed method consumes the result, which recycles the node.
/// </remarks>
internal sealed class WaitNode<T> : AwaitSource<T>, IAbortableWait, ILinked<WaitNode<T>>
{
    private static readonly Action<object?, CancellationToken> s_cancel = static (node, token) => ((WaitNode<T>)node!).Cancel(token);

    private static readonly ObjectPool<WaitNode<T>> s_pool = new();

    private IWaitQueue<T>? _queue;
    private JoinHandle? _owner;
    private CancellationTokenRegistration _registration;
    private bool _returnsItself;

    public WaitNode<T>? Next { get; set; }

    public WaitNode<T>? Previous { get; set; }

    /// <summary>For the queue's own use while it holds the node, such as the key of a timer.</summary>
    public ulong Mark { get; set; }

    /// <summary>Takes a node for a wait in <paramref name="queue"/>.</summary>
    /// <param name="queue">Who will hold the node.</param>
    /// <param name="returnsItself">The awaiter reads its result elsewhere, so the node goes back to the pool when it wakes the continuation.</param>
    public static WaitNode<T> Rent(IWaitQueue<T> queue, bool returnsItself = false)
    {
        WaitNode<T> node = s_pool.TryRent() ?? new WaitNode<T>();
        node._queue = queue;
        node._returnsItself = returnsItself;
        return node;
    }

    /// <summary>The task to await, once the node is queued and the queue's latch is free again.</summary>
    public LitenTask<T> Begin(CancellationToken cancellationToken)
    {
        var task = new LitenTask<T>(this, Version);
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(s_cancel, this);
        }

        return task;
    }

    internal override WorkItem? Run(ThreadContext? thread) => null;

    internal override void OnDone(WorkItem continuation)
    {
        uint version = Version;
        JoinHandle? owner = continuation.Owner;
        if (owner is not null)
        {
            _owner = owner;
            continuation.Wait = this;
            if (!continuation.IsListed)
            {
                owner.List(continuation);
            }
        }

        // A full fence between listing the wait and looking for an abort: see TaskWaits.
        if (!TryRegister(continuation))
        {
            WakeContinuation(continuation, _returnsItself);
        }
        else if (owner is { MustStop: true })
        {
            // From here on only the version protects this node from a use that is not ours any more.
            Abort(version);
        }
    }

    /// <summary>Gives back a node that was rented but never queued.</summary>
    public void Discard() => Recycle();

    /// <summary>Claims the wait for a value. The queue calls this under its latch, for a node it has just taken out.</summary>
    public bool TryClaim() => Meeting.TryClaim(Meeting.ReadVersion());

    /// <summary>Claims the given use of the node for a value, where the node may have been reused meanwhile.</summary>
    public bool TryClaim(uint version) => Meeting.TryClaim(version);

    /// <summary>Hands the value over: for the winner of <see cref="TryClaim()"/>, outside any latch.</summary>
    public void SetResult(T result)
    {
        Result = result;
        End();
    }

    /// <summary>Ends the wait with an error: for the winner of <see cref="TryClaim()"/>, outside any latch.</summary>
    public void SetException(Exception exception)
    {
        Error = ExceptionDispatchInfo.Capture(exception);
        End();
    }

    /// <summary>Ends a wait that nobody is suspended on, without waking anything.</summary>
    public void Withdraw(uint version)
    {
        if (Meeting.TryClaim(version))
        {
            _queue!.Forget(this);
            Recycle();
        }
    }

    uint IAbortableWait.ReadVersion() => Meeting.ReadVersion();

    public void Abort(uint version)
    {
        if (Meeting.TryClaim(version))
        {
            EndEarly(new TaskAbortedException(_owner!));
        }
    }

    private void Cancel(CancellationToken token)
    {
        // The registration is disposed before a node is reused, so this callback always means the current use.
        if (TryClaim())
        {
            EndEarly(new OperationCanceledException(token));
        }
    }

    private void EndEarly(Exception exception)
    {
        _queue!.Forget(this);
        SetException(exception);
    }

    private void End()
    {
        // Read first: whoever consumes a node that is not waited for may recycle it as soon as it has ended.
        bool returnsItself = _returnsItself;
        if (Meeting.End() is { } continuation)
        {
            WakeContinuation(continuation, returnsItself);
        }
    }

    private bool TryRegister(WorkItem continuation)
    {
        try
        {
            return Meeting.TryRegister(continuation);
        }
        catch (InvalidOperationException)
        {
            // Refused because another one waits here: an abort of this one's task must not end that wait.
            continuation.Wait = null;
            throw;
        }
    }

    /// <summary>The result of a node that returns itself is taken by nobody, so such a node is still ours.</summary>
    private void WakeContinuation(WorkItem continuation, bool returnsItself)
    {
        continuation.Wait = null;
        if (returnsItself)
        {
            Error = null;
            Recycle();
        }

        continuation.Wake();
    }

    private protected override void Recycle()
    {
        // Waits for a callback that is running right now; it takes no lock of ours that this thread could hold.
        _registration.Dispose();
        _registration = default;
        _queue = null;
        _owner = null;
        Meeting.Reset();
        s_pool.Return(this);
    }
}
