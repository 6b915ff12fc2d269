using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Liten;

/// <summary>
/// A worker's own queue: a fixed ring, FIFO, with one owner, who pushes and pops, and many thieves, who take half of
/// it at once through <see cref="Stealer"/>.
/// </summary>
/// <remarks>
/// The algorithm is that of tokio (runtime/scheduler/multi_thread/queue.rs), itself after Go's runqput/runqsteal: a
/// push costs no RMW, a pop one, a steal two however many items it moves.
/// <code>
/// field       written by                           read by            under
/// Head.Real   owner (pop, overflow), thief (claim) all threads        CAS on the whole head
/// Head.Steal  the active thief, else as Real       all threads        CAS on the whole head
/// Tail        owner                                owner plain,       release store,
///                                                  thieves            acquire read
/// a slot      owner, from Tail up to Steal + size; owner and thief,   ownership: the range is theirs
///             the taker of the item clears it      after their claim  until the next CAS or Tail store
/// </code>
/// The taker of an item clears its slot, so that an idle ring keeps no finished task alive. This is safe: after the CAS
/// a popped slot is the owner's, who alone refills it, and a claimed one is the thief's until Steal moves. It costs the
/// owner one store to a line it holds, and the thief nothing that the owner's next lap would not pay anyway.
/// </remarks>
internal sealed class WorkStealingQueue<T>
    where T : class
{
    // tokio's and Go's number: 2 KB, three or four pages of a burst; larger rings only make a steal's half larger.
    public const int DefaultCapacity = 256;

    // Two laps before the indices wrap: a wrap-around mistake shows in every test and program at once, not after weeks.
    private const uint DefaultStart = unchecked(0u - (2 * DefaultCapacity));

    private readonly QueueSlot<T>[] _slots;
    private RingEnds _ends;

    public WorkStealingQueue(int capacity = DefaultCapacity, uint start = DefaultStart)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        if (!BitOperations.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "The capacity must be a power of two.");
        }

        _slots = new QueueSlot<T>[capacity];
        _ends.Head = new RingHead(start, start).Word;
        _ends.Tail = start;
    }

    public int Capacity => _slots.Length;

    /// <summary>Exact for an owner without thieves; other threads get a number that was true about now.</summary>
    public int Count
    {
        get
        {
            RingHead head = RingHead.Read(ref _ends.Head);
            uint tail = Volatile.Read(ref _ends.Tail); // Acquire: pairs with the release in Publish.
            return Math.Clamp(unchecked((int)(tail - head.Real)), 0, Capacity);
        }
    }

    /// <summary>Owner: how many pushes will succeed at least; thieves can only make room for more.</summary>
    public int FreeSlots => unchecked(Capacity - (int)(_ends.Tail - RingHead.Read(ref _ends.Head).Steal));

    /// <summary>The face for every thread but the owner.</summary>
    public Stealer AsStealer() => new(this);

    /// <summary>Owner: false when the ring is full.</summary>
    public bool TryPush(T item)
    {
        if (FreeSlots == 0)
        {
            return false;
        }

        uint tail = _ends.Tail;
        SlotAt(tail).Value = item;
        Publish(unchecked(tail + 1));
        return true;
    }

    /// <summary>
    /// Owner: pushes the item. A full ring sends it to <paramref name="overflow"/> with the ring's newer half, or alone
    /// while a thief is at work.
    /// </summary>
    /// <returns>True when the ring was full and the item went to <paramref name="overflow"/>.</returns>
    public bool PushOrOverflow(T item, InjectionQueue<T> overflow)
    {
        while (!TryPush(item))
        {
            if (TryOverflow(item, overflow))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Owner: the oldest item.</summary>
    public T? TryPop()
    {
        RingHead head = RingHead.Read(ref _ends.Head);
        while (head.Real != _ends.Tail)
        {
            if (head.TryReplace(ref _ends.Head, head.AfterPop()))
            {
                return TakeSlot(head.Real);
            }

            head = RingHead.Read(ref _ends.Head); // A thief was faster, or has just finished.
        }

        return null;
    }

    /// <summary>Owner: drops the stale items of a full ring. Does nothing while a thief is at work.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void DiscardFromFull(Predicate<T> isStale)
    {
        RingHead head = RingHead.Read(ref _ends.Head);
        uint tail = _ends.Tail;
        if (head.HasActiveThief || unchecked(tail - head.Real) < Capacity
            || !head.TryReplace(ref _ends.Head, new RingHead(tail, tail)))
        {
            return;
        }

        // Every slot is the owner's now. The items that stay move to where the next lap begins, as in TryOverflow.
        uint kept = tail;
        for (uint index = tail; index != unchecked(tail + (uint)Capacity); index++)
        {
            T item = TakeSlot(index)!;
            if (!isStale(item))
            {
                SlotAt(kept++).Value = item;
            }
        }

        Publish(kept);
    }

    /// <summary>
    /// Owner: moves all of these in and clears their old places. They must fit: <see cref="FreeSlots"/> says how many
    /// do.
    /// </summary>
    public void MoveIn(Span<QueueSlot<T>> items)
    {
        Debug.Assert(items.Length <= FreeSlots, "the caller has to ask FreeSlots first");
        uint tail = _ends.Tail;
        Span<QueueSlot<T>> room = RangeUpToWrap(tail, items.Length);
        items[..room.Length].CopyTo(room);
        items[room.Length..].CopyTo(_slots);
        items.Clear();
        Publish(unchecked(tail + (uint)items.Length));
    }

    // Moves the newer half, not the older: what came from the injection queue is at the old end, and would go round in
    // circles (tokio 1.52, #8029). The owner claims everything at once, so that no thief can hold a stale view of the
    // range. The half that stays then lies exactly where the next lap begins, and one store of the tail gives it back.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryOverflow(T item, InjectionQueue<T> overflow)
    {
        RingHead head = RingHead.Read(ref _ends.Head);
        if (head.HasActiveThief)
        {
            overflow.BeginOverflow(1);
            overflow.EndOverflow([], [], item); // Half the ring is about to leave: nothing else has to.
            return true;
        }

        uint half = (uint)Capacity / 2;
        uint tail = _ends.Tail;
        overflow.BeginOverflow((int)half + 1);
        if (unchecked(tail - head.Real) < Capacity || !head.TryReplace(ref _ends.Head, new RingHead(tail, tail)))
        {
            overflow.CancelOverflow();
            return false; // A thief has made room since TryPush looked.
        }

        uint newTail = unchecked(tail + half);
        Publish(newTail);
        Span<QueueSlot<T>> leaving = RangeUpToWrap(newTail, (int)half);
        Span<QueueSlot<T>> leavingAfterWrap = _slots.AsSpan(0, (int)half - leaving.Length);
        overflow.EndOverflow(leaving, leavingAfterWrap, item);
        leaving.Clear();
        leavingAfterWrap.Clear();
        return true;
    }

    // Release: pairs with the reads of Tail in Count and TryClaim. A thread that sees the tail sees the items before
    // it.
    private void Publish(uint tail) => Volatile.Write(ref _ends.Tail, tail);

    // Half of the unclaimed items, rounded up. Nothing while another thief is at work: there is only one Steal.
    private bool TryClaim(int atMost, out uint first, out int count)
    {
        while (true)
        {
            RingHead head = RingHead.Read(ref _ends.Head);
            uint tail = Volatile.Read(ref _ends.Tail); // Acquire: pairs with the release in Publish.

            // The tail is read after the head and may belong to a later one: then this number is too large, by any
            // amount, and the CAS fails. Never too small: who moved the head had seen a tail at least as far.
            uint available = unchecked(tail - head.Real);
            first = head.Real;
            count = head.HasActiveThief ? 0 : (int)Math.Min(available - (available / 2), (uint)atMost);
            if (count == 0)
            {
                return false;
            }

            if (head.TryReplace(ref _ends.Head, head.AfterClaim((uint)count)))
            {
                return true;
            }
        }
    }

    private void MoveClaimed(uint first, int count, WorkStealingQueue<T> destination)
    {
        Span<QueueSlot<T>> part = RangeUpToWrap(first, count);
        destination.MoveIn(part);
        destination.MoveIn(_slots.AsSpan(0, count - part.Length));
    }

    private void ReleaseClaim()
    {
        // Release: pairs with the read in FreeSlots, after which the owner may refill the slots of the claim.
        RingHead head = RingHead.Read(ref _ends.Head);
        while (!head.TryReplace(ref _ends.Head, head.AfterCopy()))
        {
            head = RingHead.Read(ref _ends.Head); // The owner has popped.
        }
    }

    private T? TakeSlot(uint index)
    {
        ref QueueSlot<T> slot = ref SlotAt(index);
        T? item = slot.Value;
        slot.Value = null;
        return item;
    }

    private ref QueueSlot<T> SlotAt(uint index) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), index & (uint)(_slots.Length - 1));

    private Span<QueueSlot<T>> RangeUpToWrap(uint index, int length)
    {
        int start = (int)(index & (uint)(_slots.Length - 1));
        return _slots.AsSpan(start, Math.Min(length, _slots.Length - start));
    }

    /// <summary>What a worker may do with the queue of another: look, and take half.</summary>
    public readonly struct Stealer(WorkStealingQueue<T> victim)
    {
        /// <summary>
        /// A number that was true about now; zero also while the last items are in another thief's hands.
        /// </summary>
        public int Count => victim.Count;

        /// <summary>
        /// Takes half of the victim's items, rounded up, but at most half the capacity of the caller's own queue: the
        /// oldest is returned to be run now, the others are in <paramref name="destination"/>. Null when there is
        /// nothing, when another thief is at work, or when the caller's own queue is more than half full.
        /// </summary>
        public T? StealInto(WorkStealingQueue<T> destination, out int stolen)
        {
            Debug.Assert(!ReferenceEquals(victim, destination), "a queue cannot steal from itself");
            stolen = 0;
            int half = destination.Capacity / 2;
            if (destination.FreeSlots < half || !victim.TryClaim(half, out uint first, out stolen))
            {
                return null;
            }

            T? item = victim.TakeSlot(first);
            victim.MoveClaimed(unchecked(first + 1), stolen - 1, destination);
            victim.ReleaseClaim();
            return item;
        }
    }
}
