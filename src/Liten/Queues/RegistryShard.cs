namespace Liten;

/// <summary>
/// The part of a <see cref="Registry{T}"/> that one thread adds to. Unsynchronized: one thread at a time.
/// </summary>
/// <remarks>
/// The owner takes free slots from a private stack. When that is empty it looks through the next few of its chunks,
/// round and round, for slots that others have emptied. If at most a quarter of those slots is free, one chunk is
/// added: amortized constant time, little at once, and at most about twice the space of what is alive. A chunk that is
/// found empty is given back when there are free slots enough without it.
/// </remarks>
internal sealed class RegistryShard<T>(Registry<T> registry)
    where T : class
{
    /// <summary>How many chunks one call looks at: a thousand reads, about a microsecond (arbitrary).</summary>
    private const int Window = 4;

    /// <summary>
    /// So many chunks stay, 32 KB, so that a few thousand tasks that come and go need no new ones (arbitrary). Not less
    /// than the window, so that no call looks at a chunk twice.
    /// </summary>
    private const int KeptChunks = 16;

    private readonly List<int> _firstSlots = [];
    private int[] _free = [];
    private int _freeCount;
    private int _taken;

    // The chunk to look at next, as an index into _firstSlots that goes down, and how many in a row were not empty.
    private int _next;
    private int _fruitless;

    /// <summary>Whether <see cref="Tidy"/> may have something to do; a hint for other threads.</summary>
    public bool IsLarge => _firstSlots.Count > KeptChunks;

    /// <summary>Reserves a slot and returns its number, which the item must know before any thread finds it.</summary>
    public int TakeSlot()
    {
        if (_freeCount == 0)
        {
            Refill();
        }

        return _taken = _free[--_freeCount];
    }

    /// <summary>Registers an item in the slot that <see cref="TakeSlot"/> reserved last.</summary>
    public void Add(T item)
    {
        // Release: pairs with the read in Registry.Snapshot.
        Volatile.Write(ref registry.SlotOf(_taken), item);
    }

    /// <summary>Looks at a few chunks and gives back those that are empty, but for a few. Needs no memory.</summary>
    /// <remarks>Not between <see cref="TakeSlot"/> and <see cref="Add"/>.</remarks>
    /// <param name="kept">How many chunks stay in any case, at least one.</param>
    /// <returns>Whether another call may give back more: false after a round through all chunks in vain.</returns>
    public bool Tidy(int kept = KeptChunks)
    {
        for (int looked = 0; looked < Window && _firstSlots.Count > kept; looked++)
        {
            GiveBackOrPass();
        }

        return _firstSlots.Count > kept && _fruitless < _firstSlots.Count;
    }

    private void Refill()
    {
        int looked = 0;
        int most = Math.Min(Window, _firstSlots.Count);
        for (; looked < most && _freeCount < Registry<T>.ChunkSize; looked++)
        {
            Collect();
        }

        if (_freeCount <= looked * (Registry<T>.ChunkSize / 4))
        {
            Grow();
            return;
        }

        // Enough: the rest of the window is looked at only for what can go. None of it is on the stack.
        for (; looked < most && _firstSlots.Count > KeptChunks; looked++)
        {
            GiveBackOrPass();
        }
    }

    /// <summary>Stacks the free slots of the next chunk. None of them is on the stack.</summary>
    private void Collect()
    {
        int first = _firstSlots[_next];
        QueueSlot<T>[] slots = registry.ChunkOf(first);

        // Downwards, so that they are taken upwards.
        for (int offset = slots.Length - 1; offset >= 0; offset--)
        {
            // Acquire: pairs with the store in Registry.Remove.
            if (Volatile.Read(ref slots[offset].Value) is null)
            {
                _free[_freeCount++] = first + offset;
            }
        }

        Pass();
    }

    private void Grow()
    {
        if (_free.Length == 0)
        {
            // Less than a chunk's slots were on the stack when the last one was collected, or a quarter of a window's.
            _free = new int[2 * Registry<T>.ChunkSize];
        }

        var slots = new QueueSlot<T>[Registry<T>.ChunkSize];
        _firstSlots.EnsureCapacity(_firstSlots.Count + 1);
        int first = registry.AddChunk(slots);
        _firstSlots.Add(first);
        for (int offset = slots.Length - 1; offset >= 0; offset--)
        {
            _free[_freeCount++] = first + offset;
        }
    }

    private void GiveBackOrPass()
    {
        int first = _firstSlots[_next];
        if (!IsEmpty(registry.ChunkOf(first)))
        {
            _fruitless++;
            Pass();
            return;
        }

        _fruitless = 0;
        Unstack(first);
        registry.RemoveChunk(first);

        // The last one takes its place, which this round has passed.
        _firstSlots[_next] = _firstSlots[^1];
        _firstSlots.RemoveAt(_firstSlots.Count - 1);
        Pass();
    }

    private static bool IsEmpty(QueueSlot<T>[] slots)
    {
        for (int offset = 0; offset < slots.Length; offset++)
        {
            // Acquire: pairs with the store in Registry.Remove.
            if (Volatile.Read(ref slots[offset].Value) is not null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes the slots of a chunk off the stack.</summary>
    private void Unstack(int first)
    {
        int kept = 0;
        for (int i = 0; i < _freeCount; i++)
        {
            if ((uint)(_free[i] - first) >= Registry<T>.ChunkSize)
            {
                _free[kept++] = _free[i];
            }
        }

        _freeCount = kept;
    }

    private void Pass() => _next = (_next == 0 ? _firstSlots.Count : _next) - 1;
}
