namespace Liten;

/// <summary>
/// What the senders and receivers of a broadcast share: the last items, each with its readers counted.
/// </summary>
/// <remarks>
/// <code>
/// field       written by    read by  under
/// _slots      both sides    all      Latch
/// _receivers  subscribing,  senders  Latch
///             disposing
/// </code>
/// </remarks>
internal sealed class BroadcastRing<T>(int capacity) : FanOut<T>("broadcast")
{
    /// <summary>How many slots are given up in one entry into the latch.</summary>
    private const int MostSlots = 32;

    private readonly Slot[] _slots = new Slot[capacity];
    private int _receivers;

    public int Capacity => _slots.Length;

    public int ReceiverCount
    {
        get
        {
            Latch.Enter();
            int count = _receivers;
            Latch.Exit();
            return count;
        }
    }

    private long OldestUnsynchronized => Math.Max(0, Tail - _slots.Length);

    /// <summary>Sends an item to all receivers.</summary>
    /// <returns>How many there are; with 0 the item was not kept.</returns>
    public int Send(T item)
    {
        SchedulingPoint.Here();
        Latch.Enter();

        // An earlier send may have left its latch with some still to wake. They come first: a waiting receiver is one
        // item behind at most, and never lags.
        while (IsWakingUnsynchronized)
        {
            WakeAndExit();
            Latch.Enter();
        }

        int receivers = HasEndedUnsynchronized ? 0 : _receivers;
        if (receivers == 0)
        {
            Latch.Exit();
            return 0;
        }

        ref Slot slot = ref SlotOf(Tail);
        slot.Item = item;
        slot.Readers = receivers;
        Tail++;
        WakeAndExit();
        return receivers;
    }

    /// <summary>Adds a receiver, which gets what is sent from now on.</summary>
    public void Subscribe(FanOutSeat<T> seat)
    {
        Latch.Enter();
        seat.Position = Tail;
        _receivers++;
        Latch.Exit();
    }

    /// <summary>Takes a receiver away, and lets go of the items that only it had not received.</summary>
    public void Unsubscribe(FanOutSeat<T> seat)
    {
        if (!Leave(seat))
        {
            return;
        }

        Latch.Enter();
        _receivers--;
        long end = Tail;
        bool more;
        do
        {
            more = GiveUpUnsynchronized(seat, end);
            Latch.Exit();
            if (more)
            {
                Latch.Enter();
            }
        }
        while (more);
    }

    /// <summary>How many items the seat can still receive.</summary>
    public int Count(FanOutSeat<T> seat)
    {
        Latch.Enter();
        long count = seat.IsDisposed ? 0 : Tail - Math.Max(seat.Position, OldestUnsynchronized);
        Latch.Exit();
        return (int)count;
    }

    private protected override long TakeUnsynchronized(FanOutSeat<T> seat, out T? value)
    {
        long missed = OldestUnsynchronized - seat.Position;
        if (missed > 0)
        {
            seat.Position += missed;
            value = default;
            return missed;
        }

        ref Slot slot = ref SlotOf(seat.Position++);
        value = slot.Item;
        slot.RemoveReader();
        return 0;
    }

    /// <summary>Gives up some of the items before <paramref name="end"/> that the seat has not received.</summary>
    /// <returns>Whether there may be more of them.</returns>
    private bool GiveUpUnsynchronized(FanOutSeat<T> seat, long end)
    {
        seat.Position = Math.Max(seat.Position, OldestUnsynchronized);
        for (int i = 0; i < MostSlots && seat.Position < end; i++)
        {
            SlotOf(seat.Position++).RemoveReader();
        }

        return seat.Position < end;
    }

    private ref Slot SlotOf(long position) => ref _slots[(int)(position % _slots.Length)];

    /// <summary>One kept item, and how many have not received it.</summary>
    private struct Slot
    {
        public T? Item;
        public int Readers;

        public void RemoveReader()
        {
            if (--Readers == 0)
            {
                Item = default;
            }
        }
    }
}
