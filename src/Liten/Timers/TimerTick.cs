namespace Liten;

/// <summary>The unit of the timer wheel, 2^16 nanoseconds or 65.5 microseconds, and how spans and clock times become ticks.</summary>
internal static class TimerTick
{
    private const int Shift = 16;
    private const long NanosecondsPerTimeSpanTick = 100;

    /// <summary>The nanoseconds in a span, or the most that a long holds: 292 years.</summary>
    public static long NanosecondsIn(TimeSpan span) =>
        span.Ticks > long.MaxValue / NanosecondsPerTimeSpanTick ? long.MaxValue : span.Ticks * NanosecondsPerTimeSpanTick;

    /// <summary>The shortest span that is not shorter than so many nanoseconds.</summary>
    public static TimeSpan SpanOf(long nanoseconds)
    {
        (long span, long rest) = Math.DivRem(nanoseconds, NanosecondsPerTimeSpanTick);
        return new TimeSpan(rest > 0 ? span + 1 : span);
    }

    /// <summary>The clock time a delay from now, or the latest there is.</summary>
    public static long After(long now, long delay) => delay > long.MaxValue - now ? long.MaxValue : now + delay;

    /// <summary>The last tick that a clock time has reached.</summary>
    public static long ReachedAt(long nanoseconds) => nanoseconds >> Shift;

    /// <summary>The first tick that does not begin before a deadline, so that nothing fires early, or the last one there is.</summary>
    public static long AtOrAfter(long deadline)
    {
        long reached = ReachedAt(deadline);
        return StartOf(reached) == deadline || reached == ReachedAt(long.MaxValue) ? reached : reached + 1;
    }

    /// <summary>The clock time at which a tick begins.</summary>
    public static long StartOf(long tick) => tick << Shift;
}
