using System.Diagnostics;

namespace Liten;

/// <summary>
/// One thread's sleep permit: <see cref="Unpark"/> grants it, <see cref="Park"/> takes it or sleeps until it comes.
/// A permit is never lost, and two permits are one.
/// </summary>
/// <remarks>
/// <see cref="Park"/> and <see cref="ParkFor"/> are for one thread at a time; <see cref="Unpark"/> is for any thread at
/// any time, also when no thread will ever park again. Everything written before <see cref="Unpark"/> is visible after
/// the park that takes its permit. The three-state protocol is that of Rust's std (sys/sync/thread_parking/futex.rs).
/// <code>
/// state     entered by                     left by
/// Empty     the parker (took or gave up)   the parker -> Parked, an unparker -> Notified
/// Parked    the parker, before it sleeps   the parker -> Empty on timeout, an unparker -> Notified
/// Notified  an unparker                    the parker -> Empty
/// </code>
/// </remarks>
internal sealed class Parker
{
    private const int Empty = 0;
    private const int Parked = 1;
    private const int Notified = 2;

    private readonly SleepWord _state;

    public Parker()
        : this(Futex.IsSupported ? new FutexWord() : new MonitorWord())
    {
    }

    internal Parker(SleepWord word) => _state = word;

    /// <summary>Takes the permit, sleeping until there is one.</summary>
    public void Park() => ParkFor(Nanoseconds.Forever);

    /// <summary>Takes the permit, sleeping at most this long: true when taken, false when the time ran out.</summary>
    /// <param name="nanoseconds">The limit, or <see cref="Nanoseconds.Forever"/>.</param>
    /// <param name="spin">What may wait awake for the permit, before the sleep.</param>
    public bool ParkFor(long nanoseconds, AdaptiveSpin? spin = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanoseconds);
        if (TryTakePermit())
        {
            return true;
        }

        if (nanoseconds == 0)
        {
            return false;
        }

        long start = nanoseconds == Nanoseconds.Forever ? 0 : Stopwatch.GetTimestamp();

        // Still Empty meanwhile, so that Unpark makes no system call.
        if (spin is not null && spin.SeesChange(ref _state.Value, Empty, nanoseconds))
        {
            return TryTakePermit();
        }

        int before = Interlocked.CompareExchange(ref _state.Value, Parked, Empty);
        Debug.Assert(before != Parked, "two threads park on one Parker");
        return before == Notified ? TryTakePermit() : Sleep(start, nanoseconds);
    }

    /// <summary>Grants the permit. A system call is made only when the owner sleeps.</summary>
    public void Unpark()
    {
        // Release (full fence): pairs with the RMW in TryTakePermit and in GiveUp. It is done even over Notified: the
        // taker of that permit has to see what this thread wrote before.
        if (Interlocked.Exchange(ref _state.Value, Notified) == Parked)
        {
            _state.WakeOne();
        }
    }

    private bool Sleep(long start, long nanoseconds)
    {
        while (Left(start, nanoseconds) is var left && left != 0)
        {
            _state.WaitWhile(Parked, left);
            if (TryTakePermit())
            {
                return true;
            }
        }

        return GiveUp();
    }

    private static long Left(long start, long nanoseconds) => nanoseconds == Nanoseconds.Forever
        ? Nanoseconds.Forever
        : Math.Max(0, nanoseconds - Nanoseconds.In(Stopwatch.GetElapsedTime(start)));

    // Acquire (full fence): pairs with the exchange in Unpark.
    private bool TryTakePermit() => Interlocked.CompareExchange(ref _state.Value, Empty, Notified) == Notified;

    // An exchange, not a store: a permit granted since the last look is taken and reported, not lost. Acquire (full
    // fence): pairs with the exchange in Unpark.
    private bool GiveUp() => Interlocked.Exchange(ref _state.Value, Empty) == Notified;
}
