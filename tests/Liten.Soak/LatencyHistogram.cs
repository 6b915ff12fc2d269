using System.Numerics;

namespace Liten.Soak;

/// <summary>How often each duration came, to within a sixteenth of it. One thread adds, another takes all out.</summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 4;
    private const int Steps = 1 << StepBits;

    private readonly Lock _lock = new();
    private long[] _counts = NewCounts();

    public void Add(long nanoseconds)
    {
        lock (_lock)
        {
            _counts[IndexOf(Math.Max(nanoseconds, 0))]++;
        }
    }

    /// <summary>The percentiles of what was added since the last call.</summary>
    public Latency Take()
    {
        lock (_lock)
        {
            long[] counts = _counts;
            _counts = NewCounts();
            return new Latency(counts.Sum(), Percentile(counts, 0.5), Percentile(counts, 0.99), Percentile(counts, 0.999));
        }
    }

    private static long[] NewCounts() => new long[64 * Steps];

    /// <summary>Small numbers as they are, larger ones by their highest bit and the four bits below it.</summary>
    private static int IndexOf(long value)
    {
        if (value < Steps)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2((ulong)value) - StepBits;
        return ((shift + 1) << StepBits) + (int)((value >> shift) & (Steps - 1));
    }

    private static double Percentile(long[] counts, double part)
    {
        double left = Math.Ceiling(part * counts.Sum());
        for (int i = 0; i < counts.Length; i++)
        {
            left -= counts[i];
            if (left <= 0)
            {
                return MicrosecondsAt(i);
            }
        }

        return 0;
    }

    private static double MicrosecondsAt(int index)
    {
        int shift = (index >> StepBits) - 1;
        long nanoseconds = shift < 0 ? index : (long)(Steps + (index & (Steps - 1))) << shift;
        return nanoseconds / 1000.0;
    }
}
