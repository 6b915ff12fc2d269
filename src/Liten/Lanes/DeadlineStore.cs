namespace Liten;

/// <summary>Earliest deadline first, and first come, first served among equals: a binary heap.</summary>
internal sealed class DeadlineStore : LaneStore
{
    private const int SmallestCapacity = 64;

    private (LaneEntry Entry, long Number)[] _heap = new (LaneEntry, long)[SmallestCapacity];
    private int _count;
    private long _lastNumber;

    public override int Count => _count;

    public override long NextQueuedAt => _count == 0 ? Nanoseconds.Forever : _heap[0].Entry.QueuedAt;

    public override void Add(in LaneEntry entry)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * _count);
        }

        _heap[_count] = (entry, ++_lastNumber);
        Rise(_count++);
    }

    public override bool TryTake(out LaneEntry entry)
    {
        entry = _count == 0 ? default : TakeAt(0);
        return entry.Item is not null;
    }

    public override bool TryWithdraw(AbortScope owner, out LaneEntry entry)
    {
        int place = Array.FindIndex(_heap, 0, _count, held => ReferenceEquals(held.Entry.Item.Owner, owner));
        entry = place < 0 ? default : TakeAt(place);
        return place >= 0;
    }

    private LaneEntry TakeAt(int place)
    {
        LaneEntry entry = _heap[place].Entry;
        _heap[place] = _heap[--_count];
        _heap[_count] = default;
        if (place < _count)
        {
            Sink(place);
            Rise(place);
        }

        return entry;
    }

    private void Rise(int place)
    {
        while (place > 0 && IsBefore(place, (place - 1) / 2))
        {
            Swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    private void Sink(int place)
    {
        while (true)
        {
            int first = place;
            for (int child = (2 * place) + 1; child <= (2 * place) + 2 && child < _count; child++)
            {
                first = IsBefore(child, first) ? child : first;
            }

            if (first == place)
            {
                return;
            }

            Swap(place, first);
            place = first;
        }
    }

    private bool IsBefore(int place, int other)
    {
        (LaneEntry entry, long number) = _heap[place];
        (LaneEntry than, long thanNumber) = _heap[other];
        return entry.Deadline != than.Deadline ? entry.Deadline < than.Deadline : number < thanNumber;
    }

    private void Swap(int place, int other) => (_heap[place], _heap[other]) = (_heap[other], _heap[place]);
}
