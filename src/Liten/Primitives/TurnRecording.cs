namespace Liten;

/// <summary>The turns of one worker, for another thread that takes them away ten times a second.</summary>
/// <remarks>
/// Short turns become one slice, so that a ring lasts from one visit to the next. What is overwritten before it was
/// taken is lost, and counted.
/// <code>
/// field    written by   read by      under
/// _slices  the writer   the reader   the count; a slice that may have been overwritten meanwhile is dropped
/// _count   the writer   the reader   release after the slice, acquire before it
/// _open    the writer   the writer   -
/// </code>
/// </remarks>
internal sealed class TurnRecording
{
    /// <summary>A power of two: in a tenth of a second there are 6,000 slices at most.</summary>
    public const int Capacity = 8192;

    /// <summary>Nanoseconds: a turn that is shorter may be put together with others.</summary>
    private const long Short = 20_000;

    /// <summary>Nanoseconds that a slice of short turns lasts at most, but for the last one.</summary>
    private const long LongestSlice = 100_000;

    private readonly TurnSlice[] _slices = new TurnSlice[Capacity];
    private long _count;
    private TurnSlice _open;

    /// <summary>For the worker: it has run a turn.</summary>
    public void Add(long begin, long end, long task)
    {
        if (_open.Turns > 0 && (end - begin >= Short || end - _open.Begin >= LongestSlice))
        {
            Close();
        }

        _open = _open.Turns == 0
            ? new TurnSlice(begin, end - begin, 1, task)
            : new TurnSlice(_open.Begin, _open.Busy + end - begin, _open.Turns + 1, task);
        if (end - begin >= Short)
        {
            Close();
        }
    }

    /// <summary>For the worker: the slice ends here, because it goes to sleep.</summary>
    public void Close()
    {
        if (_open.Turns > 0)
        {
            _slices[_count & (Capacity - 1)] = _open;
            Volatile.Write(ref _count, _count + 1);
            _open = default;
        }
    }

    /// <summary>For the reader: takes the slices that came since its last call.</summary>
    /// <param name="seen">How many came before; 0 before its first call.</param>
    /// <param name="slices">Room for <see cref="Capacity"/> of them.</param>
    /// <param name="lost">How many came and went since then.</param>
    /// <returns>How many there are.</returns>
    public int Read(ref long seen, Span<TurnSlice> slices, out int lost)
    {
        long end = Volatile.Read(ref _count);
        long begin = Math.Max(seen, end - Capacity);
        for (long i = begin; i < end; i++)
        {
            slices[(int)(i - begin)] = _slices[i & (Capacity - 1)];
        }

        // The slices are read before the count: what the writer may have come round to is dropped.
        Interlocked.MemoryBarrier();
        int overwritten = (int)Math.Clamp(Volatile.Read(ref _count) + 1 - Capacity - begin, 0, end - begin);
        lost = (int)Math.Min(int.MaxValue, begin - seen + overwritten);
        seen = end;
        slices[overwritten..(int)(end - begin)].CopyTo(slices);
        return (int)(end - begin) - overwritten;
    }
}
