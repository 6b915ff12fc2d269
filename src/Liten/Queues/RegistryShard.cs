namespace Liten;

/// <summary>
/// The part of a <see cref="Registry{T}"/> that one thread adds to. Unsynchronized: one thread at a time.
/// </summary>
internal sealed class RegistryShard<T>(Registry<T> registry)
    where T : class
{
    private readonly List<(QueueSlot<T>[] Slots, int FirstSlot)> _chunks = [];
    private int[] _free = [];
    private int _freeCount;
    private int _taken;

    /// <summary>Reserves a slot and returns its number, which the item must know before any thread finds it.</summary>
    public int TakeSlot()
    {
        if (_freeCount == 0)
        {
            Sweep();
        }

        _taken = _free[--_freeCount];
        return _chunks[_taken / Registry<T>.ChunkSize].FirstSlot + Offset(_taken);
    }

    /// <summary>Registers an item in the slot that <see cref="TakeSlot"/> reserved last.</summary>
    public void Add(T item)
    {
        // Release: pairs with the read in Registry.Snapshot.
        Volatile.Write(ref _chunks[_taken / Registry<T>.ChunkSize].Slots[Offset(_taken)].Value, item);
    }

    private static int Offset(int index) => index & (Registry<T>.ChunkSize - 1);

    private void Sweep()
    {
        for (int chunk = 0; chunk < _chunks.Count; chunk++)
        {
            QueueSlot<T>[] slots = _chunks[chunk].Slots;
            for (int offset = 0; offset < slots.Length; offset++)
            {
                // Acquire: pairs with the store in Registry.Remove.
                if (Volatile.Read(ref slots[offset].Value) is null)
                {
                    _free[_freeCount++] = (chunk * Registry<T>.ChunkSize) + offset;
                }
            }
        }

        if (_freeCount <= _free.Length / 4)
        {
            Grow(Math.Max(1, _chunks.Count / 2));
        }
    }

    private void Grow(int chunks)
    {
        Array.Resize(ref _free, _free.Length + (chunks * Registry<T>.ChunkSize));
        for (int i = 0; i < chunks; i++)
        {
            var slots = new QueueSlot<T>[Registry<T>.ChunkSize];
            int chunk = _chunks.Count;
            _chunks.Add((slots, registry.AddChunk(slots)));
            for (int offset = slots.Length - 1; offset >= 0; offset--)
            {
                _free[_freeCount++] = (chunk * Registry<T>.ChunkSize) + offset;
            }
        }
    }
}
