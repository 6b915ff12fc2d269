namespace Liten;

/// <summary>Storage for the timers of one wheel: entries with a fixed index, which are reused and never move.</summary>
/// <remarks>It grows to the largest number of timers that were ever armed at once, and keeps that memory.</remarks>
internal sealed class TimerSlab
{
    private const int ChunkBits = 10;

    // 32 KB: far below the 85,000 bytes from which an array would be born in generation 2.
    private const int ChunkSize = 1 << ChunkBits;

    // Zero ends the free list: the first indices are the reserved ones.
    private const int None = 0;

    private readonly uint _firstGeneration;
    private TimerEntry[][] _chunks;
    private int _chunkCount;
    private int _used;
    private int _free = None;

    /// <param name="reserved">How many entries, from index 0 on, belong to the caller and are never rented.</param>
    /// <param name="firstGeneration">The generation of an entry's first use. Tests start close to the wrap.</param>
    public TimerSlab(int reserved, uint firstGeneration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reserved, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reserved, ChunkSize);
        ArgumentOutOfRangeException.ThrowIfZero(firstGeneration);

        _firstGeneration = firstGeneration;
        _chunks = [new TimerEntry[ChunkSize]];
        _chunkCount = 1;
        _used = reserved;
    }

    /// <summary>Gets how many entries there is memory for.</summary>
    public int Capacity => _chunkCount << ChunkBits;

    public ref TimerEntry this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    public TimerKey Rent(long deadline, object target)
    {
        int index = TakeFree();
        ref TimerEntry entry = ref this[index];
        entry.Deadline = deadline;
        entry.Target = target;
        return new TimerKey(index, entry.Generation);
    }

    public void Return(int index)
    {
        ref TimerEntry entry = ref this[index];
        entry.Target = null;
        entry.Generation = entry.Generation == uint.MaxValue ? 1 : entry.Generation + 1;
        entry.Next = _free;
        _free = index;
    }

    /// <summary>Whether the entry that <paramref name="key"/> names is still in the use that it names.</summary>
    public bool IsRented(TimerKey key) => key != default && this[key.Index].Generation == key.Generation;

    private int TakeFree()
    {
        int index = _free;
        if (index != None)
        {
            _free = this[index].Next;
            return index;
        }

        if (_used == Capacity)
        {
            AddChunk();
        }

        this[_used].Generation = _firstGeneration;
        return _used++;
    }

    private void AddChunk()
    {
        if (_chunkCount == _chunks.Length)
        {
            Array.Resize(ref _chunks, _chunks.Length * 2);
        }

        _chunks[_chunkCount] = new TimerEntry[ChunkSize];
        _chunkCount++;
    }
}
