using System.Numerics;

namespace Liten;

/// <summary>
/// The items of a <see cref="DelayQueue{T}"/>: a heap of four children by due time, and a slot for each item, which
/// does not move. Unsynchronized.
/// </summary>
/// <remarks>
/// Every item and every later due time of one gets the next number. It orders items that are due at the same time, and
/// it is what a key must match: no number comes twice, so no key means a later item.
/// </remarks>
/// <param name="lastNumber">Where a queue that was cleared goes on.</param>
internal sealed class DelayHeap<T>(long lastNumber)
{
    private const int Children = 4;
    private const int None = -1;

    /// <summary>Segments that stay: 960 items may come and go without new memory, which is 50 KB (arbitrary).</summary>
    private const int Kept = 4;

    private Segments<Place> _heap = new(new Place[Segments<Place>.First]);
    private Segments<Slot> _slots = new(new Slot[Segments<Slot>.First]);

    /// <summary>Of each segment of slots: which are free, how many were ever used, and how many are.</summary>
    private readonly SlotUse[] _use = NewUse();

    /// <summary>
    /// A bit for each segment of slots that has room. The lowest is used first, so that the last get empty.
    /// </summary>
    private uint _haveRoom = 1;

    public long LastNumber { get; set; } = lastNumber;

    public int Count { get; private set; }

    /// <summary>The earliest due time; <see cref="Nanoseconds.Forever"/> if no item will ever be due.</summary>
    public long FirstDue => Count == 0 ? Nanoseconds.Forever : _heap[0].Due;

    /// <summary>Whether <see cref="Add"/> needs no memory.</summary>
    public bool HasRoom => Count < _heap.Capacity && _haveRoom != 0;

    /// <summary>What <see cref="Grow"/> needs: to be allocated outside of the latch.</summary>
    public Room PlanRoom() => new(Count < _heap.Capacity ? 0 : _heap.Count, _haveRoom != 0 ? 0 : _slots.Count);

    /// <summary>Takes the memory in, if it is what is needed still.</summary>
    public void Grow(Room room)
    {
        if (room.Places is not null && Count == _heap.Capacity && room.HeapSegment == _heap.Count)
        {
            _heap.Append(room.Places);
        }

        if (room.Slots is not null && _haveRoom == 0 && room.SlotSegment == _slots.Count)
        {
            _haveRoom |= 1u << _slots.Count;
            _slots.Append(room.Slots);
        }
    }

    /// <summary>Adds an item: while there is room.</summary>
    /// <returns>The item's slot; its number is <see cref="LastNumber"/>.</returns>
    public int Add(T item, long due)
    {
        int slot = TakeSlot();
        LastNumber++;
        _slots[slot] = new Slot { Item = item, Number = LastNumber };
        SiftUp(Count++, new Place(due, LastNumber, slot));
        return slot;
    }

    /// <summary>Gives an item another due time.</summary>
    /// <returns>False if the slot holds no item of this number.</returns>
    public bool TryMove(int slot, long number, long due)
    {
        if (!Holds(slot, number))
        {
            return false;
        }

        Put(_slots[slot].Position, new Place(due, ++LastNumber, slot));
        return true;
    }

    /// <summary>Takes an item out.</summary>
    /// <returns>False if the slot holds no item of this number.</returns>
    public bool TryRemove(int slot, long number, out T item)
    {
        bool holds = Holds(slot, number);
        item = holds ? RemoveAt(_slots[slot].Position) : default!;
        return holds;
    }

    /// <summary>Takes the item out that is due first: while there is one.</summary>
    public T RemoveFirst() => RemoveAt(0);

    private bool Holds(int slot, long number)
        => number != 0 && slot < _slots.Capacity && _slots[slot].Number == number;

    private T RemoveAt(int position)
    {
        int slot = _heap[position].Slot;
        T item = _slots[slot].Item;
        Place last = _heap[--Count];
        if (position < Count)
        {
            Put(position, last);
        }

        ReturnSlot(slot);

        // Not at once when the last segment is empty: a queue that goes up and down there would allocate each time.
        if (_heap.Count > Kept && Count <= Segments<Place>.StartOf(_heap.Count - 1) / 2)
        {
            _heap.DropLast();
        }

        return item;
    }

    private void Put(int position, Place place)
    {
        if (position > 0 && place.IsBefore(_heap[(position - 1) / Children]))
        {
            SiftUp(position, place);
        }
        else
        {
            SiftDown(position, place);
        }
    }

    private void SiftUp(int position, Place place)
    {
        while (position > 0)
        {
            int parent = (position - 1) / Children;
            Place above = _heap[parent];
            if (!place.IsBefore(above))
            {
                break;
            }

            Set(position, above);
            position = parent;
        }

        Set(position, place);
    }

    private void SiftDown(int position, Place place)
    {
        while (TryFindFirstChild(position, out int child))
        {
            Place below = _heap[child];
            if (!below.IsBefore(place))
            {
                break;
            }

            Set(position, below);
            position = child;
        }

        Set(position, place);
    }

    private bool TryFindFirstChild(int position, out int child)
    {
        // A long: four times a position may not fit.
        long first = ((long)position * Children) + 1;
        child = (int)Math.Min(first, Count);
        for (int other = child + 1; other < Math.Min(first + Children, Count); other++)
        {
            child = _heap[other].IsBefore(_heap[child]) ? other : child;
        }

        return first < Count;
    }

    private void Set(int position, Place place)
    {
        _heap[position] = place;
        _slots[place.Slot].Position = position;
    }

    private int TakeSlot()
    {
        int segment = BitOperations.TrailingZeroCount(_haveRoom);
        ref SlotUse use = ref _use[segment];
        int slot = use.Free;
        if (slot != None)
        {
            use.Free = _slots[slot].Position;
        }
        else
        {
            slot = Segments<Slot>.StartOf(segment) + use.EverUsed++;
        }

        if (++use.Used == Segments<Slot>.LengthOf(segment))
        {
            _haveRoom &= ~(1u << segment);
        }

        return slot;
    }

    private void ReturnSlot(int slot)
    {
        int segment = Segments<Slot>.SegmentOf(slot);
        ref SlotUse use = ref _use[segment];
        _slots[slot] = new Slot { Position = use.Free };
        use.Free = slot;
        use.Used--;
        _haveRoom |= 1u << segment;
        while (IsLastSegmentOfNoUse())
        {
            int last = _slots.Count - 1;
            _slots.DropLast();
            _use[last] = SlotUse.Unused;
            _haveRoom &= ~(1u << last);
        }
    }

    /// <summary>Empty, and the one before it has room for a while.</summary>
    private bool IsLastSegmentOfNoUse()
    {
        int last = _slots.Count - 1;
        return last >= Kept && _use[last].Used == 0 && _use[last - 1].Used <= Segments<Slot>.LengthOf(last - 1) / 2;
    }

    private static SlotUse[] NewUse()
    {
        var use = new SlotUse[Segments<Slot>.Most];
        Array.Fill(use, SlotUse.Unused);
        return use;
    }

    /// <summary>Memory for what is full; a segment of 0 is not needed.</summary>
    internal readonly struct Room(int heapSegment, int slotSegment)
    {
        public int HeapSegment => heapSegment;

        public int SlotSegment => slotSegment;

        public Place[]? Places { get; init; }

        public Slot[]? Slots { get; init; }

        public Room Allocate() => this with
        {
            Places = heapSegment == 0 ? null : Segments<Place>.NewSegment(heapSegment),
            Slots = slotSegment == 0 ? null : Segments<Slot>.NewSegment(slotSegment),
        };
    }

    /// <summary>A place in the heap.</summary>
    internal readonly record struct Place(long Due, long Order, int Slot)
    {
        public bool IsBefore(in Place other) => Due < other.Due || (Due == other.Due && Order < other.Order);
    }

    /// <summary>An item, with its place in the heap; or a free slot, with the next free one.</summary>
    internal struct Slot
    {
        public T Item;
        public long Number;
        public int Position;
    }

    private struct SlotUse
    {
        public static readonly SlotUse Unused = new() { Free = None };

        public int Free;
        public int EverUsed;
        public int Used;
    }
}
