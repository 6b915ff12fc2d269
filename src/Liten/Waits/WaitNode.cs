namespace Liten;

/// <summary>One wait in a primitive: queued there until it is claimed, and what the queue needs for that.</summary>
/// <remarks>
/// The primitive queues it under its own latch before <see cref="AbortableWait{T}.ListenTo"/>, claims it under that
/// latch, and hands it the result outside of it.
/// </remarks>
internal class WaitNode<T> : AbortableWait<T>, ILinked<WaitNode<T>>
{
    /// <summary>Places behind it are not told: to count them would take too long (arbitrary).</summary>
    private const int LastPlace = 10_000;

    private static readonly ObjectPool<WaitNode<T>> s_pool = new();

    private IWaitHolder<T>? _holder;

    /// <summary>Whose code waits, for a primitive that tells who holds it; null otherwise.</summary>
    public AbortScope? Asker { get; set; }

    public WaitNode<T>? Next { get; set; }

    public WaitNode<T>? Previous { get; set; }

    /// <summary>Takes a node for a wait in <paramref name="holder"/>.</summary>
    /// <param name="holder">Who will hold the node.</param>
    /// <param name="returnsItself">
    /// The awaiter reads its result elsewhere, so the node goes back to the pool when it wakes the continuation.
    /// </param>
    public static WaitNode<T> Rent(IWaitHolder<T> holder, bool returnsItself = false)
    {
        WaitNode<T> node = s_pool.TryRent() ?? new WaitNode<T>();
        node._holder = holder;
        node.ReturnsItself = returnsItself;
        return node;
    }

    /// <summary>
    /// Takes nodes out in their order until one is claimed: a node that cannot be was ended, and needs nothing more.
    /// </summary>
    /// <returns>The claimed node, whose wait the caller must end outside of the latch; null if none is left.</returns>
    public static WaitNode<T>? TakeClaimed(ref IntrusiveList<WaitNode<T>> waiters)
    {
        while (waiters.TryRemoveFirst(out WaitNode<T>? waiter))
        {
            if (waiter.TryClaim())
            {
                return waiter;
            }
        }

        return null;
    }

    /// <summary>
    /// The first node that still waits: those before it were ended, count as absent, and are taken out here.
    /// </summary>
    public static WaitNode<T>? FirstWaiting(ref IntrusiveList<WaitNode<T>> waiters)
    {
        while (waiters.First is { IsDecided: true } ended)
        {
            waiters.Remove(ended);
        }

        return waiters.First;
    }

    /// <summary>
    /// Counts back to the first one. What has left the queue meanwhile leads elsewhere or nowhere, and then its place
    /// is not known.
    /// </summary>
    private protected sealed override int ReadPlace()
    {
        IWaitHolder<T>? holder = _holder;
        int place = 1;
        for (WaitNode<T>? before = Previous; before is not null; before = before.Previous)
        {
            if (++place > LastPlace || !ReferenceEquals(before._holder, holder))
            {
                return 0;
            }
        }

        return holder is null ? 0 : place;
    }

    private protected sealed override WaitBlockers ReadBlockers() => _holder?.ReadBlockers(this) ?? default;

    private protected override void Forget() => _holder!.Forget(this);

    private protected sealed override WaitTarget Describe()
        => _holder is { } holder ? holder.Describe() : WaitTarget.Moving;

    private protected sealed override void Recycle()
    {
        // In this order: the registration's callback that runs right now needs the queue.
        base.Recycle();
        _holder = null;
        Asker = null;
        ReturnToPool();
    }

    private protected virtual void ReturnToPool() => s_pool.Return(this);

    /// <summary>For a kind of node with a pool of its own.</summary>
    private protected void HoldBy(IWaitHolder<T> holder) => _holder = holder;
}
