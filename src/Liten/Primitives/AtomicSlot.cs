namespace Liten;

/// <summary>
/// Room for one object that any thread may put in and only the one who did may take out. Mutable struct: keep it in a field
/// that is not readonly.
/// </summary>
internal struct AtomicSlot<T>
    where T : class
{
    private T? _item;

    /// <summary>Acquire: pairs with <see cref="TryPut"/>.</summary>
    public readonly T? Item => Volatile.Read(in _item);

    /// <summary>Puts an item into an empty slot. A full fence, whatever the answer.</summary>
    public bool TryPut(T item) => Interlocked.CompareExchange(ref _item, item, null) is null;

    /// <summary>Empties the slot if it holds this item: for the one who put it there.</summary>
    public bool TryRemove(T item)
    {
        if (!ReferenceEquals(_item, item))
        {
            return false;
        }

        // Nobody else changes a full slot, so a store does.
        Volatile.Write(ref _item, null);
        return true;
    }
}
