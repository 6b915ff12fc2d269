namespace Liten.Testing;

/// <summary>Points of the user's own, where code touches what others touch without an operation of Liten's.</summary>
public static class Interleave
{
    /// <summary>
    /// Lets a schedule go on with other code first. Does nothing but in an exploration with
    /// <see cref="SchedulePoints.Operations"/>; in production it is compiled to nothing.
    /// </summary>
    /// <remarks>Thread safety: any thread, also with locks of .NET's held: who wants those then waits.</remarks>
    /// <example>
    /// <code>
    /// int seen = _count;
    /// Interleave.Point();
    /// _count = seen + 1;
    /// </code>
    /// </example>
    public static void Point() => SchedulingPoint.Here();
}
