namespace Liten;

/// <summary>Turns a time limit into a moment of a clock and back. All in nanoseconds; <see cref="Parker.Forever"/> is no limit.</summary>
internal static class Deadline
{
    public static long After(Clock clock, long nanoseconds)
    {
        long now = clock.Nanoseconds;
        return nanoseconds == Parker.Forever || nanoseconds > long.MaxValue - now ? long.MaxValue : now + nanoseconds;
    }

    /// <summary>What is left until a moment: never negative, and <see cref="Parker.Forever"/> if there is no limit.</summary>
    public static long Remaining(Clock clock, long deadline)
        => deadline == long.MaxValue ? Parker.Forever : Math.Max(0, deadline - clock.Nanoseconds);
}
