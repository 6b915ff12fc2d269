namespace Liten;

/// <summary>Storage for the timers of one wheel: entries with a fixed index, which are reused and never move.</summary>
/// <remarks>
/// It grows to the largest number of timers that are armed at once. When none is armed any more it begins anew, and
/// gives back what a few thousand timers do not need.
/// </remarks>
internal sealed class TimerSlab
{
    private const int ChunkBits = 10;

    // 24 KB: far below the 85,000 bytes from which an array would be born in generation 2.
    private const int ChunkSize = 1 << ChunkBits;

    // 8,192 entries, 192 KB: so many timers may come and go together without new memory (arbitrary).
    private const int KeptChunks = 8;

    // Zero ends the free list: the first indices are the reserved ones.
    private const int None = 0;

    private readonly int _reserved;
    private TimerEntry[][] _chunks;
    private int _chunkCount;
    private int _used;
    private int _rented;
    private int _free = None;

    /// <param name="reserved">How many entries, from index 0 on, belong to the caller and are never rented.</param>
    public TimerSlab(int reserved)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reserved, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reserved, ChunkSize);

        _chunks = [new TimerEntry[ChunkSize]];
        _chunkCount = 1;
        _reserved = reserved;
        _used = reserved;
    }

    /// <summary>Gets how many entries there is memory for.</summary>
    public int Capacity => _chunkCount << ChunkBits;

    public ref TimerEntry this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    public int Rent(long deadline, object target)
    {
        int index = TakeFree();
        ref TimerEntry entry = ref this[index];
        entry.Deadline = deadline;
        entry.Target = target;
        _rented++;
        return index;
    }

    public void Return(int index)
    {
        ref TimerEntry entry = ref this[index];
        entry.Target = null;
        entry.Next = _free;
        _free = index;
        _rented--;
        if (_rented == 0)
        {
            BeginAnew();
        }
    }

    /// <summary>
    /// Whether an entry is rented for this target; false also for an index of another slab, or of before the slab began
    /// anew.
    /// </summary>
    public bool IsRentedFor(int index, object target) => index < _used && ReferenceEquals(this[index].Target, target);

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

        return _used++;
    }

    /// <summary>No entry is rented: the free list is put away, and with it the memory that only a peak needs.</summary>
    private void BeginAnew()
    {
        _free = None;
        _used = _reserved;
        if (_chunkCount > KeptChunks)
        {
            _chunkCount = KeptChunks;
            _chunks = _chunks[..KeptChunks];
        }
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
