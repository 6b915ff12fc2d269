using System.Diagnostics;

namespace Liten;

/// <summary>The items in a channel's buffer, in order: a chain of segments, and empty ones in reserve.</summary>
/// <remarks>
/// <para>
/// A mutable struct, unsynchronized. It never allocates: who finds no room brings a segment. It never copies items:
/// a ring that grows would, under the latch.
/// </para>
/// <para>
/// With a spare in reserve while <c>c</c> items are there, there is room again after each item that is taken as long as
/// there are at most <c>c</c>: the slots in use and those already read fill one segment less than there are.
/// </para>
/// </remarks>
internal struct ChannelItems<T>
{
    /// <summary>How many slots a segment has at most.</summary>
    public const int MostSlots = 64;

    /// <summary>
    /// How many empty segments are kept; the others go to the garbage collector. So a backlog of some thousand items
    /// that comes again and again allocates once, and a channel keeps about 8 KB of references at most. (Arbitrary.)
    /// </summary>
    private const int MostSpares = 16;

    private ChannelSegment<T>? _first;
    private ChannelSegment<T>? _last;
    private ChannelSegment<T>? _spares;
    private int _spareCount;

    /// <summary>The next slot to read, in the first segment.</summary>
    private int _read;

    /// <summary>The next slot to write, in the last segment.</summary>
    private int _written;
    private int _count;

    public readonly int Count => _count;

    /// <summary>Whether an item can be added without memory from outside.</summary>
    public readonly bool HasRoom => HasSpare || (_last is not null && _written < _last.Slots.Length);

    public readonly bool HasSpare => _spares is not null;

    /// <summary>Takes in an empty segment; one too many is left to the garbage collector.</summary>
    public void AddSpare(ChannelSegment<T> segment)
    {
        if (_spareCount < MostSpares)
        {
            segment.Next = _spares;
            _spares = segment;
            _spareCount++;
        }
    }

    /// <summary>Adds an item, for which there must be room.</summary>
    public void Add(T item)
    {
        Debug.Assert(HasRoom, "a segment must be brought from outside of the latch");
        if (_last is null || _written == _last.Slots.Length)
        {
            AppendSpare();
        }

        _last!.Slots[_written++].Item = item;
        _count++;
    }

    /// <summary>
    /// The first items, as far as they are there; they stay. For a debugger, which has stopped who changes them.
    /// </summary>
    public readonly T?[] Peek(int most)
    {
        var items = new T?[Math.Clamp(_count, 0, most)];
        int at = _read;
        ChannelSegment<T>? segment = _first;
        for (int i = 0; i < items.Length && segment is not null; i++)
        {
            if (at == segment.Slots.Length)
            {
                segment = segment.Next;
                at = 0;
            }

            items[i] = segment is null ? default : segment.Slots[at++].Item;
        }

        return items;
    }

    /// <summary>Takes the first item, which must be there. Its slot lets go of it.</summary>
    public T TakeFirst()
    {
        Debug.Assert(_count > 0, "there is no item");
        ChannelSegment<T> first = _first!;
        ref ChannelSegment<T>.Slot slot = ref first.Slots[_read++];
        T item = slot.Item!;
        slot.Item = default;
        if (--_count == 0)
        {
            // The one segment is used again from its beginning.
            _read = 0;
            _written = 0;
        }
        else if (_read == first.Slots.Length)
        {
            _read = 0;
            _first = first.Next;
            AddSpare(first);
        }

        return item;
    }

    /// <summary>Puts an item in the place of the last one, which must be there, and returns that.</summary>
    public readonly T ReplaceLast(T item)
    {
        Debug.Assert(_count > 0, "there is no item");
        ref ChannelSegment<T>.Slot slot = ref _last!.Slots[_written - 1];
        T last = slot.Item!;
        slot.Item = item;
        return last;
    }

    private void AppendSpare()
    {
        ChannelSegment<T> segment = _spares!;
        _spares = segment.Next;
        _spareCount--;
        segment.Next = null;
        if (_last is null)
        {
            _first = segment;
        }
        else
        {
            _last.Next = segment;
        }

        _last = segment;
        _written = 0;
    }
}
