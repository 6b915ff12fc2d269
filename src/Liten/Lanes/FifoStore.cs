namespace Liten;

/// <summary>First come, first served: a ring that grows, and shrinks again when it is nearly empty.</summary>
internal sealed class FifoStore : LaneStore
{
    private const int SmallestCapacity = 64;

    /// <summary>A power of two of places.</summary>
    private LaneEntry[] _entries = new LaneEntry[SmallestCapacity];
    private int _head;
    private int _count;

    public override int Count => _count;

    /// <summary>Who pays for the first entry; 0 if there is none.</summary>
    public byte NextPayer => _entries[_head].Payer;

    public override long NextQueuedAt => _count == 0 ? Nanoseconds.Forever : _entries[_head].QueuedAt;

    private int Mask => _entries.Length - 1;

    /// <summary>Makes room for one more entry, so that taking it in cannot fail.</summary>
    /// <exception cref="OutOfMemoryException">Nothing has changed.</exception>
    public void Reserve()
    {
        if (_count == _entries.Length)
        {
            Resize(2 * _count);
        }
    }

    public override void Add(in LaneEntry entry)
    {
        Reserve();
        _entries[(_head + _count) & Mask] = entry;
        _count++;
    }

    public override bool TryTake(out LaneEntry entry)
    {
        if (_count == 0)
        {
            entry = default;
            return false;
        }

        entry = _entries[_head];
        _entries[_head] = default;
        _head = (_head + 1) & Mask;
        _count--;
        if (_entries.Length > SmallestCapacity && _count < _entries.Length / 8)
        {
            TryShrink();
        }

        return true;
    }

    public override bool TryWithdraw(AbortScope owner, out LaneEntry entry)
    {
        for (int i = 0; i < _count; i++)
        {
            entry = _entries[(_head + i) & Mask];
            if (ReferenceEquals(entry.Item.Owner, owner))
            {
                Close(i);
                return true;
            }
        }

        entry = default;
        return false;
    }

    /// <summary>The entries behind a gap move up.</summary>
    private void Close(int gap)
    {
        _count--;
        for (int i = gap; i < _count; i++)
        {
            _entries[(_head + i) & Mask] = _entries[(_head + i + 1) & Mask];
        }

        _entries[(_head + _count) & Mask] = default;
    }

    private void TryShrink()
    {
        try
        {
            Resize(_entries.Length / 4);
        }
        catch (OutOfMemoryException)
        {
            // The large one does it as well.
        }
    }

    private void Resize(int capacity)
    {
        var entries = new LaneEntry[Math.Max(capacity, SmallestCapacity)];
        for (int i = 0; i < _count; i++)
        {
            entries[i] = _entries[(_head + i) & Mask];
        }

        _entries = entries;
        _head = 0;
    }
}
