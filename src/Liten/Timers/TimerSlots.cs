using System.Numerics;

namespace Liten;

/// <summary>The slots of a timer wheel, each a list of timers in order of arrival, and which hold any.</summary>
/// <remarks>
/// A list is a ring through the slab whose head is the entry with the slot's own number. So a timer leaves its list
/// without a search, and its list need not be known. No list has a special case for its ends.
/// </remarks>
internal sealed class TimerSlots
{
    /// <summary>The number of slots in a level: as many as one word has bits for.</summary>
    public const int PerLevel = 64;

    private readonly TimerSlab _slab;
    private readonly ulong[] _occupiedSlots;
    private uint _occupiedLevels;

    public TimerSlots(TimerSlab slab, int levels)
    {
        _slab = slab;
        _occupiedSlots = new ulong[levels];
        for (int head = 0; head < levels * PerLevel; head++)
        {
            _slab[head].Next = head;
            _slab[head].Previous = head;
        }
    }

    /// <summary>Finds the lowest slot that holds a timer.</summary>
    public bool TryGetFirstSlot(out int slot)
    {
        slot = 0;
        if (_occupiedLevels == 0)
        {
            return false;
        }

        int level = BitOperations.TrailingZeroCount(_occupiedLevels);
        slot = (level * PerLevel) + BitOperations.TrailingZeroCount(_occupiedSlots[level]);
        return true;
    }

    /// <summary>Finds the timer that has been longest in a slot.</summary>
    public bool TryGetFirstTimer(int slot, out int timer)
    {
        timer = _slab[slot].Next;
        return timer != slot;
    }

    public void Append(int slot, int timer)
    {
        ref TimerEntry head = ref _slab[slot];
        ref TimerEntry entry = ref _slab[timer];
        entry.Next = slot;
        entry.Previous = head.Previous;
        _slab[head.Previous].Next = timer;
        head.Previous = timer;

        int level = slot / PerLevel;
        _occupiedSlots[level] |= 1UL << slot;
        _occupiedLevels |= 1u << level;
    }

    public void Remove(int timer)
    {
        ref TimerEntry entry = ref _slab[timer];
        _slab[entry.Previous].Next = entry.Next;
        _slab[entry.Next].Previous = entry.Previous;

        // Only the last timer of a list has one and the same neighbour on both sides: the head.
        if (entry.Next == entry.Previous)
        {
            MarkEmpty(slot: entry.Next);
        }
    }

    private void MarkEmpty(int slot)
    {
        int level = slot / PerLevel;
        _occupiedSlots[level] &= ~(1UL << slot);
        if (_occupiedSlots[level] == 0)
        {
            _occupiedLevels &= ~(1u << level);
        }
    }
}
