namespace Liten;

/// <summary>One wait in a primitive: queued there until it is claimed, and what the queue needs for that.</summary>
/// <remarks>
/// The primitive queues it under its own latch before <see cref="AbortableWait{T}.Begin"/>, claims it under that latch, and hands
/// it the result outside of it.
/// </remarks>
internal sealed class WaitNode<T> : AbortableWait<T>, ILinked<WaitNode<T>>
{
    private static readonly ObjectPool<WaitNode<T>> s_pool = new();

    private IWaitQueue<T>? _queue;

    public WaitNode<T>? Next { get; set; }

    public WaitNode<T>? Previous { get; set; }

    /// <summary>Takes a node for a wait in <paramref name="queue"/>.</summary>
    /// <param name="queue">Who will hold the node.</param>
    /// <param name="returnsItself">The awaiter reads its result elsewhere, so the node goes back to the pool when it wakes the continuation.</param>
    public static WaitNode<T> Rent(IWaitQueue<T> queue, bool returnsItself = false)
    {
        WaitNode<T> node = s_pool.TryRent() ?? new WaitNode<T>();
        node._queue = queue;
        node.ReturnsItself = returnsItself;
        return node;
    }

    private protected override void Forget() => _queue!.Forget(this);

    private protected override void Recycle()
    {
        // In this order: the registration's callback that runs right now needs the queue.
        base.Recycle();
        _queue = null;
        s_pool.Return(this);
    }
}
