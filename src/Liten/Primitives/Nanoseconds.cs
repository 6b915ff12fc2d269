namespace Liten;

/// <summary>
/// Time as Liten counts it: spans, and moments of a <see cref="Clock"/>. Both are nanoseconds in a long.
/// </summary>
/// <remarks>Sums and conversions end at <see cref="Forever"/> instead of overflowing: 292 years are for ever.</remarks>
internal static class Nanoseconds
{
    /// <summary>The span that never ends, and the moment that never comes.</summary>
    public const long Forever = long.MaxValue;

    public const long PerMillisecond = 1_000_000;

    public const long PerSecond = 1_000_000_000;

    /// <summary>The nanoseconds in a span; <see cref="Timeout.InfiniteTimeSpan"/> is <see cref="Forever"/>.</summary>
    public static long In(TimeSpan span)
    {
        bool isEndless = span == Timeout.InfiniteTimeSpan || span.Ticks > Forever / TimeSpan.NanosecondsPerTick;
        return isEndless ? Forever : span.Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>The shortest span that is not shorter than so many nanoseconds.</summary>
    public static TimeSpan ToTimeSpan(long nanoseconds)
    {
        (long ticks, long rest) = Math.DivRem(nanoseconds, TimeSpan.NanosecondsPerTick);
        return new TimeSpan(rest > 0 ? ticks + 1 : ticks);
    }

    /// <summary>The moment a span after another moment.</summary>
    public static long After(long moment, long span) => span > Forever - moment ? Forever : moment + span;

    /// <summary>What is left until a deadline, never negative. Without one, the clock is not read.</summary>
    public static long Until(long deadline, Clock clock)
        => deadline == Forever ? Forever : Math.Max(0, deadline - clock.Nanoseconds);
}
