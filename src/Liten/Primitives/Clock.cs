using System.Diagnostics;

namespace Liten;

/// <summary>The one way time enters a runtime: nanoseconds that never go back, from an arbitrary start.</summary>
internal class Clock
{
    private const double NanosecondsPerSecond = 1e9;

    private static readonly double s_nanosecondsPerTick = NanosecondsPerSecond / Stopwatch.Frequency;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Nanoseconds since this clock was made.</summary>
    public virtual long Nanoseconds => (long)((Stopwatch.GetTimestamp() - _start) * s_nanosecondsPerTick);
}
