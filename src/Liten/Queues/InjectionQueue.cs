namespace Liten;

/// <summary>
/// The unbounded FIFO that all threads share: work from outside the workers, and what overflows from their rings.
/// </summary>
/// <remarks>
/// Segments under a latch: the critical section is a few stores, and a batch is one of them. The segment after the
/// last is allocated inside it, once in 256 items and only while the queue grows: an emptied one is kept for reuse.
/// All that a push needs is allocated before anything moves: where memory is full it throws and nothing has changed.
/// <code>
/// field                    written by      read by          under
/// _first, _last, _spare    all threads     all threads      the latch
/// _closed, _taken          all threads     all threads      the latch
/// _count                   all threads     all threads      stores: the latch, release; reads: acquire, no latch
/// </code>
/// <para>
/// What makes <see cref="IsEmpty"/> safe for going to sleep. The pusher (1) stores the count inside Push, (2) executes
/// a full fence, (3) looks for sleepers. The parker (1) announces that it sleeps, (2) executes a full fence, (3) reads
/// IsEmpty. Both fences are the scheduler's: leaving the latch is a release only, and a store may pass a later load.
/// With both, one of the two sees the other (store buffering, forbidden outcome): either the pusher finds the sleeper
/// or the parker finds the item. An item that is counted can be taken. The count is stored before the latch is left,
/// so a thread that saw it and enters the latch finds the item, unless another has taken it and is therefore awake.
/// </para>
/// </remarks>
internal sealed class InjectionQueue<T>
    where T : class
{
    private InjectionSegment<T> _first = new();
    private InjectionSegment<T> _last;
    private InjectionSegment<T>? _spare;
    private bool _closed;
    private long _taken;
    private SpinLatch _latch;
    private PaddedInt32 _count; // Apart from the latch: workers read it between tasks while others fight for the latch.

    public InjectionQueue() => _last = _first;

    public bool IsEmpty => Count == 0;

    // Acquire: pairs with the release in AddToCountUnsynchronized.
    public int Count => Volatile.Read(ref _count.Value);

    /// <summary>
    /// How many items were ever taken, and how many ever came: for who dates the one that waits longest.
    /// </summary>
    public (long Taken, long Come) Ends
    {
        get
        {
            _latch.Enter();
            long taken = _taken;
            long come = taken + _count.Value;
            _latch.Exit();
            return (taken, come);
        }
    }

    /// <summary>False once the queue is closed.</summary>
    public bool Push(T item)
    {
        _latch.Enter();
        try
        {
            if (_closed)
            {
                return false;
            }

            AppendUnsynchronized(item);
            AddToCountUnsynchronized(1);
            return true;
        }
        finally
        {
            _latch.Exit();
        }
    }

    /// <summary>Pushes all items, without another thread's item in between.</summary>
    /// <returns>False once the queue is closed: then none is pushed.</returns>
    public bool PushBatch(ReadOnlySpan<T> items)
    {
        _latch.Enter();
        try
        {
            if (_closed)
            {
                return false;
            }

            ReserveUnsynchronized(items.Length);
            foreach (T item in items)
            {
                AppendUnsynchronized(item);
            }

            AddToCountUnsynchronized(items.Length);
            return true;
        }
        finally
        {
            _latch.Exit();
        }
    }

    /// <summary>
    /// Makes room for what is about to leave a ring, and holds the latch until <see cref="EndOverflow"/> or
    /// <see cref="CancelOverflow"/>: once the ring has let its items go, no allocation may fail.
    /// </summary>
    /// <exception cref="OutOfMemoryException">There is no room; the latch is not held.</exception>
    public void BeginOverflow(int count)
    {
        _latch.Enter();
        try
        {
            ReserveUnsynchronized(count);
        }
        catch
        {
            _latch.Exit();
            throw;
        }
    }

    /// <summary>Nothing leaves the ring after all.</summary>
    public void CancelOverflow() => _latch.Exit();

    /// <summary>
    /// Pushes what left a ring, in two parts as the ring wraps, and the item that found it full. Accepted even after
    /// <see cref="Close"/>, which turns newcomers away: these were admitted before, and no other place holds them.
    /// </summary>
    public void EndOverflow(ReadOnlySpan<QueueSlot<T>> older, ReadOnlySpan<QueueSlot<T>> newer, T newest)
    {
        AppendUnsynchronized(older);
        AppendUnsynchronized(newer);
        AppendUnsynchronized(newest);
        AddToCountUnsynchronized(older.Length + newer.Length + 1);
        _latch.Exit();
    }

    public T? TryPop()
    {
        if (IsEmpty)
        {
            return null;
        }

        _latch.Enter();
        T? item = _count.Value == 0 ? null : TakeFirstUnsynchronized();
        _latch.Exit();
        return item;
    }

    /// <summary>
    /// For the owner of <paramref name="destination"/>: takes up to <paramref name="max"/> items at once, as many as it
    /// has room for. The oldest is returned to be run now, the others are in the ring.
    /// </summary>
    public T? TryPopBatch(WorkStealingQueue<T> destination, int max, out int taken)
    {
        taken = 0;
        if (max <= 0 || IsEmpty)
        {
            return null;
        }

        _latch.Enter();
        T? item = null;
        taken = Math.Min(Math.Min(max, _count.Value), destination.FreeSlots + 1);
        if (taken > 0)
        {
            item = TakeFirstUnsynchronized();
            MoveUnsynchronized(destination, taken - 1);
        }

        _latch.Exit();
        return item;
    }

    /// <summary>
    /// For the owner of <paramref name="destination"/>: moves up to <paramref name="max"/> items, as many as it has
    /// room for.
    /// </summary>
    public void MoveTo(WorkStealingQueue<T> destination, int max)
    {
        if (IsEmpty)
        {
            return;
        }

        _latch.Enter();
        MoveUnsynchronized(destination, Math.Min(Math.Min(max, _count.Value), destination.FreeSlots));
        _latch.Exit();
    }

    /// <summary>Refuses new items from now on. Queued items can still be taken.</summary>
    public void Close()
    {
        _latch.Enter();
        _closed = true;
        _latch.Exit();
    }

    private void AppendUnsynchronized(T item)
    {
        if (_last.IsFull)
        {
            ExtendUnsynchronized();
        }

        _last.Append(item);
    }

    private void AppendUnsynchronized(ReadOnlySpan<QueueSlot<T>> items)
    {
        items = items[_last.Append(items)..];
        while (!items.IsEmpty)
        {
            ExtendUnsynchronized();
            items = items[_last.Append(items)..];
        }
    }

    /// <summary>Sees to it that so many items can be appended without an allocation.</summary>
    private void ReserveUnsynchronized(int count)
    {
        int room = _last.Room;
        for (InjectionSegment<T>? spare = _spare; spare is not null; spare = spare.Next)
        {
            room += InjectionSegment<T>.Capacity;
        }

        for (; room < count; room += InjectionSegment<T>.Capacity)
        {
            _spare = new InjectionSegment<T> { Next = _spare };
        }
    }

    private void ExtendUnsynchronized()
    {
        InjectionSegment<T> next = _spare ?? new InjectionSegment<T>();
        _spare = next.Next;
        next.Next = null;
        _last.Next = next;
        _last = next;
    }

    private T? TakeFirstUnsynchronized()
    {
        T? item = _first.TakeFirst();
        RetireFirstIfEmptyUnsynchronized();
        _taken++;
        AddToCountUnsynchronized(-1);
        return item;
    }

    private void MoveUnsynchronized(WorkStealingQueue<T> destination, int count)
    {
        for (int left = count; left > 0; RetireFirstIfEmptyUnsynchronized())
        {
            left -= _first.MoveInto(destination, left);
        }

        _taken += count;
        AddToCountUnsynchronized(-count);
    }

    private void RetireFirstIfEmptyUnsynchronized()
    {
        if (!_first.IsEmpty)
        {
            return;
        }

        InjectionSegment<T> emptied = _first;
        if (emptied.Next is { } next)
        {
            _first = next;
            emptied.Reset();
            _spare ??= emptied;
        }
        else
        {
            emptied.Reset();
        }
    }

    // Release: pairs with the read in Count. A store, not an RMW: under the latch there is one writer at a time.
    private void AddToCountUnsynchronized(int amount) => Volatile.Write(ref _count.Value, _count.Value + amount);
}
