namespace Liten;

/// <summary>
/// The place for the one item that a worker runs next, ahead of its queue: the task it has just woken, whose data is
/// still in the cache.
/// </summary>
/// <remarks>
/// The owner puts, and both the owner and a thief may take: otherwise a task would be stuck behind a worker that
/// blocks. So every change is an exchange, and an item has one taker. A mutable struct: keep it in a field that is
/// not <c>readonly</c> and never copy it.
/// <code>
/// field  written by                           read by      under
/// _item  owner (puts), owner and thief (take) all threads  RMW
/// </code>
/// </remarks>
internal struct LifoSlot<T>
    where T : class
{
    private T? _item;

    /// <summary>A hint for anybody but the owner: a thief may empty the slot at any moment.</summary>
    // Acquire: pairs with the exchange in Exchange, so that a worker that has announced its sleep (full fence) sees it.
    public bool IsEmpty => Volatile.Read(ref _item) is null;

    /// <summary>Owner: puts the item and returns the one that was there before, which now has to go elsewhere.</summary>
    // Release (full fence): pairs with the exchange in TryTake, whose taker sees the whole item.
    public T? Exchange(T item) => Interlocked.Exchange(ref _item, item);

    /// <summary>Owner or thief: takes the item, if there is one.</summary>
    // Acquire (full fence): pairs with the exchange in Exchange. The look before it spares an empty slot the RMW.
    public T? TryTake() => IsEmpty ? null : Interlocked.Exchange(ref _item, null);
}
