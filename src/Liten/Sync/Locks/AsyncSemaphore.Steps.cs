namespace Liten;

/// <content>The steps of Sync's README, for permits: taking, waiting, giving back, granting.</content>
public sealed partial class AsyncSemaphore
{
    /// <summary>Gives back what the given stay of a lease holds; nothing if it has ended before.</summary>
    internal void GiveBack(Lease<AsyncSemaphore> lease, ulong use)
    {
        SchedulingPoint.Here();
        _latch.Enter();
        if (!_spares.TryEnd(lease, use, _waiters.Count))
        {
            _latch.Exit();
            return;
        }

        _leased -= lease.Permits;
        GiveAndExit(lease.Permits);
    }

    /// <summary>Drops what the given stay of a lease holds; nothing if it has ended before.</summary>
    internal void GiveUp(Lease<AsyncSemaphore> lease, ulong use)
    {
        _latch.Enter();
        if (_spares.TryEnd(lease, use, _waiters.Count))
        {
            _leased -= lease.Permits;
        }

        _latch.Exit();
    }

    /// <summary>Step 12: the grant at the turn's end.</summary>
    void IDeferredGrant.GrantIfFree()
    {
        _latch.Enter();
        GrantAndExit();
    }

    /// <summary>Who leaves may have stood in front of those who need less.</summary>
    WaitTarget IWaitHolder<SemaphorePermits>.Describe() => WaitTarget.Primitive(GetType(), Name);

    void IWaitHolder<SemaphorePermits>.Forget(WaitNode<SemaphorePermits> node)
    {
        _latch.Enter();
        _waiters.Remove(node);
        GrantAndExit();
    }

    private bool TryTake(int permits, out SemaphorePermits taken, out bool disposed)
    {
        EnterWithSpare();
        bool got = TryTakeUnsynchronized(permits, out taken);
        disposed = _isDisposed;
        _latch.Exit();
        return got;
    }

    private LitenTask<SemaphorePermits> Wait(int permits, CancellationToken cancellationToken)
    {
        WaitNode<SemaphorePermits> node = WaitNode<SemaphorePermits>.Rent(this);
        SynchronizationContext? home = SharedHome.OfCaller;
        EnterWithSpare();
        if (TryTakeUnsynchronized(permits, out SemaphorePermits taken))
        {
            _latch.Exit();
            node.Discard();
            return new LitenTask<SemaphorePermits>(taken);
        }

        if (_isDisposed)
        {
            _latch.Exit();
            node.Discard();
            return LitenTask.FromException<SemaphorePermits>(Disposed());
        }

        node.Mark = permits;
        EnqueueUnsynchronized(node, home);
        _latch.Exit();
        return node.Begin(cancellationToken);
    }

    /// <summary>Enters the latch when there is a spare lease for one more than those that wait.</summary>
    internal void EnterWithSpare()
    {
        _latch.Enter();
        while (_spares.Count <= _waiters.Count)
        {
            _latch.Exit();
            var further = new Lease<AsyncSemaphore>(this);
            _latch.Enter();
            _spares.Add(further);
        }
    }

    internal bool TryTakeUnsynchronized(int permits, out SemaphorePermits taken)
    {
        taken = default;
        if (_isDisposed || !MayTakeUnsynchronized(permits))
        {
            return false;
        }

        Lease<AsyncSemaphore> lease = _spares.Take();
        lease.Permits = permits;
        _available -= permits;
        _leased += permits;
        taken = new SemaphorePermits(lease, lease.Use);
        return true;
    }

    /// <summary>
    /// Whether the permits are there, and left to running code: nobody waits, or the first that waits could have them
    /// and was put off until a turn's end.
    /// </summary>
    private bool MayTakeUnsynchronized(int permits)
    {
        if (_available < permits)
        {
            return false;
        }

        if (WaitNode<SemaphorePermits>.FirstWaiting(ref _waiters) is not { } first)
        {
            return true;
        }

        bool overtakes = first.Mark <= _available && _overtakes < MaxOvertakes;
        _overtakes += overtakes ? 1 : 0;
        return overtakes;
    }

    internal void EnqueueUnsynchronized(WaitNode<SemaphorePermits> node, SynchronizationContext? home)
    {
        _home.Add(home, isFirst: _waiters.IsEmpty);
        _waiters.AddLast(node);
    }

    /// <summary>
    /// Permits become free: grants them to those who wait now (step 11) or later (step 10), and leaves the latch, which
    /// the caller holds.
    /// </summary>
    private void GiveAndExit(int permits)
    {
        _available += permits;
        bool deferred = _overtakes < MaxOvertakes
            && WaitNode<SemaphorePermits>.FirstWaiting(ref _waiters) is { } first
            && first.Mark <= _available
            && _home.TryDefer(this);
        if (deferred || _waiters.IsEmpty)
        {
            _latch.Exit();
        }
        else
        {
            GrantAndExit();
        }
    }

    /// <summary>
    /// Grants what is there to the first that wait, as long as it is enough for the next of them, and leaves the latch,
    /// which the caller holds.
    /// </summary>
    private void GrantAndExit()
    {
        bool more;
        do
        {
            ClaimedWaits<SemaphorePermits> granted = default;
            more = ClaimUnsynchronized(ref granted);
            SpareLeases<AsyncSemaphore> leases = _spares.Take(granted.Count);
            _latch.Exit();
            while (granted.TakeFirst() is { } node)
            {
                Lease<AsyncSemaphore> lease = leases.Take();
                lease.Permits = node.Mark;
                node.SetResult(new SemaphorePermits(lease, lease.Use));
            }

            if (more)
            {
                _latch.Enter();
            }
        }
        while (more);
    }

    /// <summary>Claims those whom the permits suffice for, and takes the permits off.</summary>
    /// <returns>Whether there are more of them than one entry may claim.</returns>
    private bool ClaimUnsynchronized(ref ClaimedWaits<SemaphorePermits> granted)
    {
        while (WaitNode<SemaphorePermits>.FirstWaiting(ref _waiters) is { } first && first.Mark <= _available)
        {
            if (granted.Count == ClaimedWaits<SemaphorePermits>.Most)
            {
                return true;
            }

            _waiters.Remove(first);
            if (first.TryClaim())
            {
                _available -= first.Mark;
                _leased += first.Mark;
                _overtakes = 0;
                granted.Add(first);
            }
        }

        if (_waiters.IsEmpty)
        {
            _home.Clear();
        }

        return false;
    }

    internal void Check(int permits)
    {
        if (permits < 1 || permits > _maximum)
        {
            throw new ArgumentOutOfRangeException(
                nameof(permits),
                permits,
                $"A number of permits from 1 to the semaphore's maximum, {_maximum}, can be acquired at once.");
        }
    }

    internal static ObjectDisposedException Disposed() => new(
        nameof(AsyncSemaphore), "The semaphore was disposed, so no more permits are given.");
}
