namespace Liten;

/// <summary>
/// Room for one object. Any thread may put one in; only the thread that did may take it out. A mutable struct: keep it
/// in a field that is not <c>readonly</c>.
/// </summary>
internal struct AtomicSlot<T>
    where T : class
{
    private T? _item;

    /// <summary>Acquire: pairs with <see cref="TryPut"/>.</summary>
    public readonly T? Item => Volatile.Read(in _item);

    /// <summary>Puts an item into an empty slot. A full fence, whatever the answer.</summary>
    public bool TryPut(T item) => Interlocked.CompareExchange(ref _item, item, null) is null;

    /// <summary>Empties the slot if it holds this item. Only for the thread that put it there.</summary>
    public bool TryRemove(T item)
    {
        if (!ReferenceEquals(_item, item))
        {
            return false;
        }

        // A store is enough: no other thread changes a full slot. Release: pairs with the compare-exchange in TryPut.
        Volatile.Write(ref _item, null);
        return true;
    }
}
