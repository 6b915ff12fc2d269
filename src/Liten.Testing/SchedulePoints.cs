namespace Liten.Testing;

/// <summary>Where a schedule may go on with another task.</summary>
public enum SchedulePoints
{
    /// <summary>Where a task starts, is woken, yields, or time passes.</summary>
    Waits,

    /// <summary>Also before each operation of Liten's that may wait, where it would not have to.</summary>
    Awaits,

    /// <summary>
    /// Also before each operation of Liten's that does not wait, as <c>TrySend</c> and the <c>Dispose</c> of a guard,
    /// and at each <see cref="Interleave.Point"/>. Code stops there in mid-stack, so turns run on
    /// <see cref="ExploreOptions.Workers"/> threads, one at a time.
    /// </summary>
    Operations,
}
