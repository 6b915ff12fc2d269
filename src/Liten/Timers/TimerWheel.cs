using System.Diagnostics;
using System.Numerics;

namespace Liten;

/// <summary>
/// Keeps timers by deadline in a hierarchical timing wheel, after G. Varghese and T. Lauck, "Hashed and Hierarchical
/// Timing Wheels", SOSP 1987, scheme 7.
/// </summary>
/// <remarks>
/// <para>
/// A tick is read as a number in base 64, and a timer lies at the level of the highest digit in which its deadline
/// differs from the current tick, in the slot of that digit's value. All timers of a level are therefore due before
/// all of the next level, and those of a slot before those of the next slot: the lowest occupied slot is the next one,
/// without wrapping around. When time reaches a slot above level 0, its timers move down to where their lower digits
/// say, in order, so each moves at most once per level. Equal deadlines always share a slot and so keep their order.
/// </para>
/// <para>Thread safety: none. It knows no lock, clock or thread; its owner calls every member under one lock.</para>
/// </remarks>
[DebuggerDisplay("{Count} timers at tick {CurrentTick}")]
internal sealed class TimerWheel
{
    private const int DigitBits = 6;

    // Eleven digits hold every tick up to long.MaxValue, so there is no horizon and no overflow list. With ticks of
    // 65.5 us a slot is 65.5 us, 4 ms, 268 ms, 17 s, 18 min, .. wide: most timeouts are cancelled before they move.
    private const int Levels = 11;

    // A waiting timer's digit is greater than the current tick's, so slot 0 is never the right one for it. Timers that
    // were late already at their insertion go there. The search for the lowest slot meets them first.
    private const int Overdue = 0;

    private readonly TimerSlab _slab;
    private readonly TimerSlots _slots;
    private long _tick;

    // The slot that begins at _tick and is being emptied, perhaps over several calls; Overdue if there is none.
    private int _openSlot = Overdue;

    /// <param name="startTick">The current tick, zero or greater.</param>
    public TimerWheel(long startTick)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startTick);

        _tick = startTick;
        _slab = new TimerSlab(reserved: Levels * TimerSlots.PerLevel);
        _slots = new TimerSlots(_slab, Levels);
    }

    /// <summary>Gets the number of armed timers.</summary>
    public int Count { get; private set; }

    /// <summary>Gets how many timers can be armed before more memory is needed.</summary>
    public int Capacity => _slab.Capacity - (Levels * TimerSlots.PerLevel);

    /// <summary>Gets the tick that time has reached: a timer inserted for it or earlier is overdue.</summary>
    public long CurrentTick => IsEmptyingSlot ? _tick - 1 : _tick;

    /// <summary>The earliest deadline of all timers; <see cref="long.MaxValue"/> if there is none.</summary>
    public long EarliestDeadline
    {
        get
        {
            long earliest = long.MaxValue;
            int slot = _openSlot;
            if (slot != Overdue || _slots.TryGetFirstSlot(out slot))
            {
                for (int timer = _slab[slot].Next; timer != slot; timer = _slab[timer].Next)
                {
                    earliest = Math.Min(earliest, _slab[timer].Deadline);
                }
            }

            return earliest;
        }
    }

    // Time stands before the open slot until that is empty. A timer inserted for it meanwhile queues behind those that
    // have yet to move down, and the levels below hold only those that have.
    private bool IsEmptyingSlot => _openSlot != Overdue;

    /// <summary>Arms a timer.</summary>
    /// <param name="deadlineTick">Any value. One at or before the current tick is due at the next Advance.</param>
    /// <param name="target">
    /// What <see cref="Advance"/> hands out when the deadline is reached. It is not armed now.
    /// </param>
    /// <returns>The timer's number, for <see cref="Cancel"/>.</returns>
    public int Insert(long deadlineTick, object target)
    {
        int timer = _slab.Rent(deadlineTick, target);
        _slots.Append(SlotOf(deadlineTick, CurrentTick), timer);
        Count++;
        return timer;
    }

    /// <summary>Disarms a timer and drops its target.</summary>
    /// <param name="timer">Its number. One that belongs to another timer by now, or to none, does no harm.</param>
    /// <param name="target">What was armed.</param>
    /// <returns>Whether the timer was still armed: neither cancelled nor handed out.</returns>
    public bool Cancel(int timer, object target)
    {
        if (!_slab.IsRentedFor(timer, target))
        {
            return false;
        }

        Release(timer);
        return true;
    }

    /// <summary>Sets the time back to the first tick.</summary>
    /// <exception cref="InvalidOperationException">A timer is armed.</exception>
    public void Restart()
    {
        if (Count > 0)
        {
            throw new InvalidOperationException($"{Count} timers are armed, so time cannot go back.");
        }

        _tick = 0;
        _openSlot = Overdue;
    }

    /// <summary>Finds when one timer is due, if it is armed for the target.</summary>
    public bool TryGetDeadline(int timer, object target, out long tick)
    {
        bool isArmed = _slab.IsRentedFor(timer, target);
        tick = isArmed ? _slab[timer].Deadline : 0;
        return isArmed;
    }

    /// <summary>Finds the tick at which the next Advance has something to do.</summary>
    /// <param name="tick">
    /// Never later than the earliest deadline to come, and earlier only if a timer must move down before. It is in the
    /// future, unless a timer is overdue or the last Advance has not done all.
    /// </param>
    /// <returns>Whether any timer is armed.</returns>
    public bool TryGetNextDeadline(out long tick)
    {
        tick = _tick;
        if (!IsEmptyingSlot && _slots.TryGetFirstSlot(out int slot) && slot != Overdue)
        {
            tick = StartOf(slot);
        }

        return Count > 0;
    }

    /// <summary>
    /// Moves time forward and hands out the timers that are due by then: overdue ones first, then in order of deadline,
    /// and those with the same deadline in the order in which they were inserted.
    /// </summary>
    /// <param name="nowTick">The new current tick. Time does not move backwards for an earlier one.</param>
    /// <param name="due">
    /// Receives the targets. Its length, at least 1, bounds the work as well: a call hands out or moves down at most so
    /// many timers. That bounds how long the owner's lock is held.
    /// </param>
    /// <param name="count">How many targets were written to <paramref name="due"/>, possibly none.</param>
    /// <returns>Whether all is done. If not, call again; timers may be inserted and cancelled in between.</returns>
    public bool Advance(long nowTick, Span<object?> due, out int count)
    {
        count = 0;
        for (int steps = 0; TryFindWork(nowTick, out int timer); steps++)
        {
            if (steps == due.Length)
            {
                return false;
            }

            ref TimerEntry entry = ref _slab[timer];
            if (entry.Deadline <= _tick)
            {
                due[count++] = entry.Target;
                Release(timer);
            }
            else
            {
                _slots.Remove(timer);
                _slots.Append(SlotOf(entry.Deadline, _tick), timer);
            }
        }

        _tick = Math.Max(_tick, nowTick);
        return true;
    }

    private bool TryFindWork(long nowTick, out int timer)
    {
        do
        {
            if (_slots.TryGetFirstTimer(Overdue, out timer) || _slots.TryGetFirstTimer(_openSlot, out timer))
            {
                return true;
            }

            _openSlot = Overdue;
        }
        while (TryOpenNextSlot(nowTick));

        return false;
    }

    private bool TryOpenNextSlot(long nowTick)
    {
        if (!_slots.TryGetFirstSlot(out int slot) || StartOf(slot) > nowTick)
        {
            return false;
        }

        _tick = StartOf(slot);
        _openSlot = slot;
        return true;
    }

    private void Release(int timer)
    {
        _slots.Remove(timer);
        _slab.Return(timer);
        Count--;
    }

    private static int SlotOf(long deadline, long tick)
    {
        if (deadline <= tick)
        {
            return Overdue;
        }

        int level = BitOperations.Log2((ulong)(deadline ^ tick)) / DigitBits;
        int digit = (int)(deadline >> (level * DigitBits)) & (TimerSlots.PerLevel - 1);
        return (level * TimerSlots.PerLevel) + digit;
    }

    private long StartOf(int slot)
    {
        (int level, int digit) = Math.DivRem(slot, TimerSlots.PerLevel);
        int shift = level * DigitBits;
        long higherDigits = (_tick >> shift) & -TimerSlots.PerLevel;
        return (higherDigits | (long)digit) << shift;
    }
}
