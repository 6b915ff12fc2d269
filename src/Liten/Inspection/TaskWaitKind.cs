namespace Liten;

/// <summary>What kind of thing a task waits for.</summary>
public enum TaskWaitKind
{
    /// <summary>A primitive of Liten's: a lock, a channel, a signal.</summary>
    Primitive,

    /// <summary>A moment: a sleep, the tick of an interval.</summary>
    Time,

    /// <summary>The end of another task, or of the first of several.</summary>
    Task,

    /// <summary>The end of a scope or a set of tasks.</summary>
    Group,

    /// <summary>Something that knows no Liten, such as a <see cref="System.Threading.Tasks.Task"/>.</summary>
    Foreign,
}
