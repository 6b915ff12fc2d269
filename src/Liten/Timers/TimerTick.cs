namespace Liten;

/// <summary>
/// The timer wheel's unit of 2^16 ns, or 65.5 microseconds, and how moments of the clock become ticks.
/// </summary>
internal static class TimerTick
{
    private const int Shift = 16;

    /// <summary>The last tick that a moment has reached.</summary>
    public static long ReachedAt(long nanoseconds) => nanoseconds >> Shift;

    /// <summary>
    /// The first tick that does not begin before a deadline, so that nothing fires early; or the last tick there is.
    /// </summary>
    public static long AtOrAfter(long deadline)
    {
        long reached = ReachedAt(deadline);
        return StartOf(reached) == deadline || reached == ReachedAt(Nanoseconds.Forever) ? reached : reached + 1;
    }

    /// <summary>The moment at which a tick begins.</summary>
    public static long StartOf(long tick) => tick << Shift;
}
