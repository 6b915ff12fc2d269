using System.Diagnostics;

namespace Liten;

/// <summary>
/// The one way time enters a runtime: nanoseconds that never go back, from an arbitrary start; and the wall clock.
/// </summary>
internal class Clock
{
    private static readonly double s_nanosecondsPerTick = (double)Liten.Nanoseconds.PerSecond / Stopwatch.Frequency;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long _coarseStart = Environment.TickCount64;

    /// <summary>
    /// For how long something has been so, to be shown to people: coarse, and a quarter of the price of a reading.
    /// </summary>
    public static long Milliseconds => Environment.TickCount64;

    /// <summary>Nanoseconds since this clock was made.</summary>
    public virtual long Nanoseconds => ToNanoseconds(Stopwatch.GetTimestamp() - _start);

    /// <summary>The same, up to some milliseconds late, at a quarter of the price.</summary>
    public virtual long CoarseNanoseconds
        => (Environment.TickCount64 - _coarseStart) * Liten.Nanoseconds.PerMillisecond;

    /// <summary>The width in bits of the unit in which timers are kept: 2^16 ns, or 65.5 microseconds.</summary>
    public virtual int TimerTickBits => 16;

    /// <summary>The wall clock. Unlike <see cref="Nanoseconds"/> it can be set, so it may jump.</summary>
    public virtual DateTimeOffset UtcNow => TimeProvider.System.GetUtcNow();

    /// <summary>
    /// On Unix a tick of the stopwatch is a nanosecond. The way through a floating-point number would cost a tenth of a
    /// reading.
    /// </summary>
    private static long ToNanoseconds(long ticks)
        => Stopwatch.Frequency == Liten.Nanoseconds.PerSecond ? ticks : (long)(ticks * s_nanosecondsPerTick);
}
