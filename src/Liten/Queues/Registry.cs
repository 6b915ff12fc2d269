namespace Liten;

/// <summary>
/// Everything that is alive in one runtime. Adding is one release store in the adding thread's own part; removing is
/// one release store from any thread. Only the reader of the list pays for making it.
/// </summary>
/// <remarks>
/// Each <see cref="RegistryShard{T}"/> owns chunks of slots. A table finds a chunk by its number. A chunk that is empty
/// may leave the table again, and its number goes to the next one that comes. What stays after a peak is the table:
/// about 12 bytes for each 256 slots of the peak.
/// </remarks>
internal sealed class Registry<T>
    where T : class
{
    public const int ChunkSize = 256;

    private const int ChunkShift = 8;

    private SpinLatch _latch;
    private QueueSlot<T>[]?[] _chunks = new QueueSlot<T>[]?[4];
    private int _chunkCount;

    // Numbers below _chunkCount that no chunk has. As long as the table, so that to give a chunk back needs no memory.
    private int[] _freeNumbers = new int[4];
    private int _freeNumberCount;

    /// <summary>Gets how many slots there is memory for. Exact while no thread adds.</summary>
    public int Capacity => (_chunkCount - _freeNumberCount) << ChunkShift;

    /// <summary>Empties a slot. Any thread, once per successful add.</summary>
    public void Remove(int slot)
    {
        // Acquire: pairs with the store of the larger table in Enlarge.
        QueueSlot<T>[] chunk = Volatile.Read(ref _chunks)[slot >> ChunkShift]!;

        // Release: pairs with the owner's reads in RegistryShard.Collect, which may reuse the slot at once, and in
        // RegistryShard.IsEmpty, after which the chunk may leave the table.
        Volatile.Write(ref chunk[slot & (ChunkSize - 1)].Value, null);
    }

    /// <summary>
    /// Lists what was registered throughout the call; what is added or removed meanwhile may be in it or not.
    /// </summary>
    public List<T> Snapshot()
    {
        var found = new List<T>();
        // Acquire: pairs with the store of the larger table in Enlarge.
        foreach (QueueSlot<T>[]? chunk in Volatile.Read(ref _chunks))
        {
            for (int i = 0; i < (chunk?.Length ?? 0); i++)
            {
                // Acquire: pairs with the store in RegistryShard.Add, so that the object is seen as it was registered.
                if (Volatile.Read(ref chunk![i].Value) is { } item)
                {
                    found.Add(item);
                }
            }
        }

        return found;
    }

    /// <summary>The slot with a number, for the owner of its chunk.</summary>
    /// <remarks>A plain read: whichever table the owner sees has its own chunks.</remarks>
    internal ref T? SlotOf(int slot) => ref _chunks[slot >> ChunkShift]![slot & (ChunkSize - 1)].Value;

    /// <summary>The chunk with a number, for its owner.</summary>
    internal QueueSlot<T>[] ChunkOf(int firstSlot) => _chunks[firstSlot >> ChunkShift]!;

    /// <summary>Makes a new chunk known and returns the number of its first slot.</summary>
    internal int AddChunk(QueueSlot<T>[] chunk)
    {
        _latch.Enter();
        try
        {
            bool isNewNumber = _freeNumberCount == 0;
            int number = isNewNumber ? _chunkCount : _freeNumbers[_freeNumberCount - 1];
            if (number == _chunks.Length)
            {
                Enlarge();
            }

            // Release: pairs with the read of the table's entry in Snapshot, which depends on it.
            Volatile.Write(ref _chunks[number], chunk);
            _chunkCount += isNewNumber ? 1 : 0;
            _freeNumberCount -= isNewNumber ? 0 : 1;
            return number << ChunkShift;
        }
        finally
        {
            // Also when there is no memory for the larger table: a later caller must not wait for ever.
            _latch.Exit();
        }
    }

    /// <summary>Takes a chunk out of the table. Only for its owner, who has seen that all its slots are free.</summary>
    internal void RemoveChunk(int firstSlot)
    {
        int number = firstSlot >> ChunkShift;
        _latch.Enter();

        // Plain: a reader of the table who still finds the chunk finds it empty.
        _chunks[number] = null;
        _freeNumbers[_freeNumberCount++] = number;
        _latch.Exit();
    }

    private void Enlarge()
    {
        // A copy, because others read the table without the latch. Doubling keeps the copying linear in all.
        var larger = new QueueSlot<T>[]?[2 * _chunkCount];
        Array.Resize(ref _freeNumbers, larger.Length);
        _chunks.CopyTo(larger, 0);

        // Release: pairs with the reads of the table in Remove and Snapshot.
        Volatile.Write(ref _chunks, larger);
    }
}
