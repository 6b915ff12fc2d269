namespace Liten;

/// <summary>
/// Bounds how many tasks or jobs exist at a time, in a runtime, a blocking pool or a scope: each takes a place when it
/// is spawned and returns it when it ends.
/// </summary>
/// <remarks>
/// Fair: a place that is returned goes to the first who waits, and no one overtakes.
/// <code>
/// field                        written by                        under
/// _taken, _waiters, _isClosed  taking, returning, closing        _latch
/// _refused                     taking                            an RMW
/// </code>
/// </remarks>
internal sealed class TaskPlaces(long most) : IWaitHolder<VoidResult>
{
    private SpinLatch _latch;
    private IntrusiveList<WaitNode<VoidResult>> _waiters;
    private long _taken;
    private bool _isClosed;
    private AtomicCounter _refused;

    /// <summary>How many were refused.</summary>
    public long Refused => _refused.Value;

    /// <summary>Takes a place if one is free and nobody waits for it.</summary>
    public bool TryTake()
    {
        _latch.Enter();
        bool taken = TryTakeUnsynchronized();
        _latch.Exit();
        return taken;
    }

    /// <summary>Takes a place even if none is free: for what must run in any case.</summary>
    public void Take()
    {
        _latch.Enter();
        _taken++;
        _latch.Exit();
    }

    /// <summary>Counts one that was refused because no place was free.</summary>
    public void CountRefused() => _refused.Add(1);

    /// <summary>Waits for a place and takes it. Await it: a place that is not picked up is never returned.</summary>
    public LitenTask<VoidResult> TakeAsync(CancellationToken cancellationToken)
    {
        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<VoidResult>(refusal);
        }

        return TryTake() ? new LitenTask<VoidResult>(default(VoidResult)) : Wait(cancellationToken);
    }

    /// <summary>Returns a place, to the first who waits if somebody does.</summary>
    public void Return()
    {
        _latch.Enter();
        WaitNode<VoidResult>? next = WaitNode<VoidResult>.TakeClaimed(ref _waiters);
        _taken -= next is null ? 1 : 0;
        _latch.Exit();
        next?.SetResult(default);
    }

    /// <summary>Nothing is bounded any more, as nothing starts: all who wait go on, to find that out.</summary>
    public void Close()
    {
        ClaimedWaits<VoidResult> ended = default;
        _latch.Enter();
        _isClosed = true;
        ended.TakeAllFrom(ref _waiters);
        _taken += ended.Count;
        _latch.Exit();
        ended.SetResult(default);
    }

    WaitTarget IWaitHolder<VoidResult>.Describe() => WaitTarget.Primitive("room for one more task or job");

    void IWaitHolder<VoidResult>.Forget(WaitNode<VoidResult> node)
    {
        _latch.Enter();
        _waiters.Remove(node);
        _latch.Exit();
    }

    private LitenTask<VoidResult> Wait(CancellationToken cancellationToken)
    {
        WaitNode<VoidResult> node = WaitNode<VoidResult>.Rent(this);
        _latch.Enter();
        if (TryTakeUnsynchronized())
        {
            _latch.Exit();
            node.Discard();
            return new LitenTask<VoidResult>(default(VoidResult));
        }

        _waiters.AddLast(node);
        _latch.Exit();
        return node.Begin(cancellationToken);
    }

    private bool TryTakeUnsynchronized()
    {
        bool isFree = _isClosed || (_taken < most && WaitNode<VoidResult>.FirstWaiting(ref _waiters) is null);
        _taken += isFree ? 1 : 0;
        return isFree;
    }
}
