namespace Liten;

/// <summary>
/// A stretch of an <see cref="InjectionQueue{T}"/>: filled from the left, emptied from the left. Unsynchronized: the
/// caller of any member holds the queue's latch.
/// </summary>
internal sealed class InjectionSegment<T>
    where T : class
{
    // As many as a worker's ring holds, so that an overflow touches two segments at most.
    public const int Capacity = 256;

    private readonly QueueSlot<T>[] _slots = new QueueSlot<T>[Capacity];
    private int _start;
    private int _end;

    public InjectionSegment<T>? Next { get; set; }

    public bool IsEmpty => _start == _end;

    public bool IsFull => Room == 0;

    /// <summary>How many more items fit.</summary>
    public int Room => Capacity - _end;

    public void Append(T item) => _slots[_end++].Value = item;

    /// <summary>Appends as many items as fit, and returns how many.</summary>
    public int Append(ReadOnlySpan<QueueSlot<T>> items)
    {
        int count = Math.Min(items.Length, Capacity - _end);
        items[..count].CopyTo(_slots.AsSpan(_end));
        _end += count;
        return count;
    }

    public T? TakeFirst()
    {
        ref QueueSlot<T> slot = ref _slots[_start++];
        T? item = slot.Value;
        slot.Value = null;
        return item;
    }

    /// <summary>Moves up to <paramref name="max"/> items, and returns how many.</summary>
    public int MoveInto(WorkStealingQueue<T> destination, int max)
    {
        int count = Math.Min(max, _end - _start);
        destination.MoveIn(_slots.AsSpan(_start, count));
        _start += count;
        return count;
    }

    /// <summary>Makes an emptied segment reusable. Its slots were cleared when their items were taken.</summary>
    public void Reset()
    {
        _start = 0;
        _end = 0;
        Next = null;
    }
}
