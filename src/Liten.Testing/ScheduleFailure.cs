namespace Liten.Testing;

/// <summary>In which way a schedule has failed.</summary>
public enum ScheduleFailure
{
    /// <summary>The body has thrown.</summary>
    Exception,

    /// <summary>The body has not ended, nothing can run, and no timer is due.</summary>
    Deadlock,

    /// <summary>Code runs without end, but no task ends and no time passes.</summary>
    Livelock,

    /// <summary>The body has ended, and tasks of its are left over.</summary>
    Leak,

    /// <summary>A task has failed, and nobody has seen its exception.</summary>
    UnobservedFault,

    /// <summary>Code has left the schedule, or blocked its only thread.</summary>
    Outside,

    /// <summary>The virtual time has passed its limit.</summary>
    TimeLimit,

    /// <summary>One turn has not come to its end within its limit of real time.</summary>
    Stuck,

    /// <summary>The same choices have led to something else: the body depends on what is not controlled.</summary>
    NotDeterministic,
}
