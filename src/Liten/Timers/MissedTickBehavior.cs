namespace Liten;

/// <summary>What an <see cref="Interval"/> does with ticks that nobody took in time.</summary>
public enum MissedTickBehavior
{
    /// <summary>
    /// Ticks that were missed come at once, one after the other, until the schedule is caught up with. The number of
    /// ticks is right in the long run.
    /// </summary>
    Burst,

    /// <summary>
    /// A tick that is taken late moves the schedule: the next one comes a whole period after it. Ticks are never closer
    /// than a period. Late is more than 5 milliseconds, or a whole period if that is shorter.
    /// </summary>
    Delay,

    /// <summary>
    /// Ticks that were missed do not come at all; the next one is where the schedule has its next. Ticks stay aligned
    /// with the first one.
    /// </summary>
    Skip,
}
