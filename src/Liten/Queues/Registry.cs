namespace Liten;

/// <summary>
/// Everything that is alive in one runtime. Adding is one release store in the adding thread's own part; removing is
/// one release store from any thread. Only the reader of the list pays for making it.
/// </summary>
/// <remarks>
/// Each <see cref="RegistryShard{T}"/> owns chunks of slots. Its owner takes free slots from a private stack and
/// refills the stack by sweeping its chunks for slots that others have emptied. A sweep that finds at most a quarter
/// free adds half as many chunks again: amortized constant time, and at most about twice the space of the peak.
/// </remarks>
internal sealed class Registry<T>
    where T : class
{
    public const int ChunkSize = 256;

    private const int ChunkShift = 8;

    private SpinLatch _latch;
    private QueueSlot<T>[]?[] _chunks = new QueueSlot<T>[]?[4];
    private int _chunkCount;

    /// <summary>Empties a slot. Any thread, once per successful add.</summary>
    public void Remove(int slot)
    {
        // Acquire: pairs with the store of the larger table in AddChunk.
        QueueSlot<T>[] chunk = Volatile.Read(ref _chunks)[slot >> ChunkShift]!;

        // Release: pairs with the owner's read in RegistryShard.Sweep, which may reuse the slot at once.
        Volatile.Write(ref chunk[slot & (ChunkSize - 1)].Value, null);
    }

    /// <summary>
    /// Lists what was registered throughout the call; what is added or removed meanwhile may be in it or not.
    /// </summary>
    public List<T> Snapshot()
    {
        var found = new List<T>();
        // Acquire: pairs with the store of the larger table in AddChunk.
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

    /// <summary>Makes a new chunk known and returns the number of its first slot.</summary>
    internal int AddChunk(QueueSlot<T>[] chunk)
    {
        _latch.Enter();
        try
        {
            if (_chunkCount == _chunks.Length)
            {
                // A copy, because others read the table without the latch. Doubling keeps the copying linear in all.
                var larger = new QueueSlot<T>[]?[2 * _chunkCount];
                _chunks.CopyTo(larger, 0);

                // Release: pairs with the reads of the table in Remove and Snapshot.
                Volatile.Write(ref _chunks, larger);
            }

            // Release: pairs with the read of the table's entry in Snapshot, which depends on it.
            Volatile.Write(ref _chunks[_chunkCount], chunk);
            return _chunkCount++ << ChunkShift;
        }
        finally
        {
            // Also when there is no memory for the larger table: a later caller must not wait for ever.
            _latch.Exit();
        }
    }
}
