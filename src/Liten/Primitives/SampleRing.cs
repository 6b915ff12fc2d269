namespace Liten;

/// <summary>The last few numbers of one thread, for another that comes by now and then.</summary>
/// <remarks>
/// What is overwritten before it was read is lost: these are samples.
/// <code>
/// field    written by   read by      under
/// _values  the writer   the reader   Volatile; a number that may have been overwritten meanwhile is dropped
/// _count   the writer   the reader   release after the number, acquire before it
/// </code>
/// </remarks>
internal sealed class SampleRing
{
    /// <summary>A power of two; as many as a reader that comes 100 times a second needs (arbitrary).</summary>
    public const int Capacity = 64;

    private readonly long[] _values = new long[Capacity];
    private long _count;

    /// <summary>For the writer.</summary>
    public void Add(long value)
    {
        long count = _count;
        Volatile.Write(ref _values[count & (Capacity - 1)], value);
        Volatile.Write(ref _count, count + 1);
    }

    /// <summary>For the reader: the numbers that came since its last call, as far as they are there.</summary>
    /// <param name="seen">How many it has seen; 0 before its first call.</param>
    /// <param name="values">Room for <see cref="Capacity"/> numbers.</param>
    /// <returns>How many there are.</returns>
    public int Read(ref long seen, Span<long> values)
    {
        long end = Volatile.Read(ref _count);
        long begin = Math.Max(seen, end - Capacity);
        for (long i = begin; i < end; i++)
        {
            values[(int)(i - begin)] = Volatile.Read(ref _values[i & (Capacity - 1)]);
        }

        seen = end;

        // The writer may have come round, and is writing the number after those it has counted.
        int overwritten = (int)Math.Clamp(Volatile.Read(ref _count) + 1 - Capacity - begin, 0, end - begin);
        values[overwritten..(int)(end - begin)].CopyTo(values);
        return (int)(end - begin) - overwritten;
    }
}
