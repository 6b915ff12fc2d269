namespace Liten;

/// <summary>One wait in a primitive: queued there until it is claimed, and what the queue needs for that.</summary>
/// <remarks>
/// The primitive queues it under its own latch before <see cref="AbortableWait{T}.ListenTo"/>, claims it under that
/// latch, and hands it the result outside of it.
/// </remarks>
internal sealed class WaitNode<T> : AbortableWait<T>, ILinked<WaitNode<T>>
{
    private static readonly ObjectPool<WaitNode<T>> s_pool = new();

    private IWaitHolder<T>? _holder;

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

    private protected override void Forget() => _holder!.Forget(this);

    private protected override void Recycle()
    {
        // In this order: the registration's callback that runs right now needs the queue.
        base.Recycle();
        _holder = null;
        s_pool.Return(this);
    }
}
