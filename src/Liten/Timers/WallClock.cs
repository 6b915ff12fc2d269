namespace Liten;

/// <summary>How to wait for a moment of the wall clock, which may be set while somebody waits for it.</summary>
internal static class WallClock
{
    /// <summary>
    /// A clock that is set forward is noticed within this time; looking costs a wake-up (arbitrary).
    /// </summary>
    private static readonly TimeSpan s_lookInterval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long to wait until the clock must be looked at: zero if the moment has come, infinite if it never comes.
    /// </summary>
    public static TimeSpan UntilNextLook(DateTimeOffset deadline, Clock clock)
    {
        if (deadline == DateTimeOffset.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = deadline - clock.UtcNow;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < s_lookInterval ? left : s_lookInterval;
    }
}
