namespace Liten;

/// <summary>The timer wheel's unit, and how moments of the clock become ticks.</summary>
/// <param name="bits">A tick is two to the power of so many nanoseconds: see <see cref="Clock.TimerTickBits"/>.</param>
internal readonly struct TimerTick(int bits)
{
    /// <summary>The last tick that a moment has reached.</summary>
    public long ReachedAt(long nanoseconds) => nanoseconds >> bits;

    /// <summary>
    /// The first tick that does not begin before a deadline, so that nothing fires early; or the last tick there is.
    /// </summary>
    public long AtOrAfter(long deadline)
    {
        long reached = ReachedAt(deadline);
        return StartOf(reached) == deadline || reached == ReachedAt(Nanoseconds.Forever) ? reached : reached + 1;
    }

    /// <summary>The moment at which a tick begins.</summary>
    public long StartOf(long tick) => tick << bits;
}
