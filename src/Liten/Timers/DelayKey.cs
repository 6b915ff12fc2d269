namespace Liten;

/// <summary>
/// Names an item in a <see cref="DelayQueue{T}"/>, for as long as it is there. A key whose item is gone is refused, and
/// never means a later item.
/// </summary>
/// <remarks>
/// Thread safety: as the queue's. An empty key (<c>default</c>) names no item. A key keeps its queue alive.
/// </remarks>
public readonly struct DelayKey
{
    internal readonly object? Queue;
    internal readonly long Id;
    internal readonly int Slot;

    internal DelayKey(object queue, int slot, long id)
    {
        Queue = queue;
        Slot = slot;
        Id = id;
    }
}
