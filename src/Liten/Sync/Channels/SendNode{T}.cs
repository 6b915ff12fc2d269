namespace Liten;

/// <summary>The wait of a sender, which carries what it sends until a receiver or a free place takes it.</summary>
/// <remarks>
/// Who claims it takes <see cref="Item"/> under the latch, then ends it outside. One that was ended otherwise still has
/// its item, which nobody gets.
/// </remarks>
internal sealed class SendNode<T> : WaitNode<VoidResult>
{
    private static readonly ObjectPool<SendNode<T>> s_pool = new();

    /// <summary>Written before the node is queued, and by the winner of the claim.</summary>
    public T? Item { get; set; }

    public static SendNode<T> Rent(IWaitHolder<VoidResult> holder, T item)
    {
        SendNode<T> node = s_pool.TryRent() ?? new SendNode<T>();
        node.HoldBy(holder);
        node.Item = item;
        return node;
    }

    /// <summary>The item, which the node lets go of: for the winner of the claim, under the latch.</summary>
    public T TakeItem()
    {
        T item = Item!;
        Item = default;
        return item;
    }

    private protected override void ReturnToPool()
    {
        Item = default;
        s_pool.Return(this);
    }
}
