namespace Liten;

/// <summary>The wait of a receiver that takes the end of the channel for an answer, not for an error.</summary>
/// <remarks>
/// Its awaiter gives it back by hand, after it has asked <see cref="HasEnded"/>: in the pool it would be another's.
/// </remarks>
internal sealed class ReceiveNode<T> : WaitNode<T>
{
    private static readonly ObjectPool<ReceiveNode<T>> s_pool = new();

    /// <summary>Whether the wait has ended without an item. Written before the wait is ended.</summary>
    public bool HasEnded { get; set; }

    public static ReceiveNode<T> Rent(IWaitHolder<T> holder)
    {
        ReceiveNode<T> node = s_pool.TryRent() ?? new ReceiveNode<T>();
        node.HoldBy(holder);
        node.HasEnded = false;
        return node;
    }

    /// <summary>Gives back a node whose wait was consumed or discarded.</summary>
    public void Release() => s_pool.Return(this);

    private protected override void ReturnToPool()
    {
        // See Release.
    }
}
