namespace Liten;

/// <summary>What kind of thing a task waits for.</summary>
internal enum WaitKind
{
    /// <summary>It was just beginning or ending a wait.</summary>
    Moving,

    /// <summary>Nothing: it was not begun.</summary>
    Queued,

    /// <summary>Nothing: its code runs, or will as soon as a thread comes to it.</summary>
    Running,

    /// <summary>A primitive of Liten's.</summary>
    Primitive,

    /// <summary>A moment.</summary>
    Time,

    /// <summary>The end of another task.</summary>
    Task,

    /// <summary>The end of a group of tasks.</summary>
    Group,

    /// <summary>Something that knows no Liten.</summary>
    Foreign,
}
