using System.Diagnostics;

namespace Liten;

/// <summary>
/// Watches a word for some microseconds before its thread goes to sleep. Waking a sleeping thread takes about ten times
/// as long as a hand-over between two that are awake.
/// </summary>
/// <remarks>
/// <para>
/// Shared by a group of threads, of which one at a time spins. A spin in vain is followed by sleeps without one, twice
/// as many each time, so that a group for which it does not pay costs next to nothing.
/// </para>
/// <para>
/// The spinning thread never gives its processor away: another thread would keep it for milliseconds, while a sleeping
/// thread that is woken gets it at once; see decision 0012.
/// </para>
/// <code>
/// field     written by        read by      under
/// _taken    all threads       all threads  RMW
/// others    the one that spins             _taken
/// </code>
/// </remarks>
internal sealed class AdaptiveSpin
{
    /// <summary>
    /// About the cost of a sleep and a wake-up. Longer can never pay; shorter misses a partner that was just woken.
    /// </summary>
    private const long NanosecondsPerSpin = 20_000;

    /// <summary>About 75 ns between two looks, which leaves the waker's cache line alone meanwhile.</summary>
    private const int PausesPerLook = 2;

    /// <summary>A group that never hits then spends at most some 300 ns on average before each sleep.</summary>
    private const int MaxSkipped = 63;

    private static readonly bool s_pays = Environment.ProcessorCount > 1;

    private AtomicFlag _taken;
    private int _misses;
    private int _skipped;

    /// <summary>
    /// Whether the word loses the given value soon. False at once when another thread spins, or when spins were in vain
    /// lately.
    /// </summary>
    /// <param name="word">What to watch.</param>
    /// <param name="value">What it holds now.</param>
    /// <param name="nanoseconds">How long the thread may wait at all, or <see cref="Nanoseconds.Forever"/>.</param>
    public bool SeesChange(ref int word, int value, long nanoseconds)
    {
        if (!s_pays || _taken.IsSet || !_taken.TrySet())
        {
            return false;
        }

        bool changed = false;
        if (_skipped < _misses)
        {
            _skipped++;
        }
        else
        {
            changed = Spin(ref word, value, Math.Min(nanoseconds, NanosecondsPerSpin));
            _misses = changed ? 0 : Math.Min((2 * _misses) + 1, MaxSkipped);
            _skipped = 0;
        }

        _taken.TryClear();
        return changed;
    }

    private static bool Spin(ref int word, int value, long nanoseconds)
    {
        long ticks = nanoseconds * Stopwatch.Frequency / Nanoseconds.PerSecond;
        long start = Stopwatch.GetTimestamp();
        do
        {
            Thread.SpinWait(PausesPerLook);
            if (Volatile.Read(ref word) != value)
            {
                return true;
            }
        }
        while (Stopwatch.GetTimestamp() - start < ticks);

        return false;
    }
}
