namespace Liten.Testing;

/// <summary>Where a schedule may go on with another task.</summary>
public enum SchedulePoints
{
    /// <summary>Where a task starts, is woken, yields, or time passes.</summary>
    Waits,

    /// <summary>Also before each operation of Liten's that may wait, where it would not have to.</summary>
    Awaits,
}
