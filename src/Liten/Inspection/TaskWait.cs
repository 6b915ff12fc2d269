namespace Liten;

/// <summary>What a task waited for at the moment of a look at it.</summary>
public sealed class TaskWait
{
    internal TaskWait(in WaitTarget target, int place)
    {
        Kind = KindOf(target.Kind);
        Text = target.Text;
        Subject = target.Subject;
        Name = target.Name;
        TaskId = target.TaskId;
        Remaining = target.Remaining;
        Place = place;
    }

    /// <summary>What kind of thing it is.</summary>
    public TaskWaitKind Kind { get; }

    /// <summary>
    /// What it is, in words that fit behind "waits for": a primitive, its name and who holds it, a sleep, a task, the
    /// type of a foreign awaitable. Where calls of the task wait for several things, they are told one after the other.
    /// </summary>
    public string Text { get; }

    /// <summary>
    /// The <see cref="Text"/> without what differs from one wait to the next: the same for all that wait alike.
    /// </summary>
    public string Subject { get; }

    /// <summary>The name that was given to the primitive, or null.</summary>
    public string? Name { get; }

    /// <summary>The number of the task that holds the lock, or that is waited for; 0 if none is known.</summary>
    public long TaskId { get; }

    /// <summary>The place among those who wait for the same, the next one being 1; 0 if it is not known.</summary>
    public int Place { get; }

    /// <summary>How long it takes at most; null if it is no moment that is waited for.</summary>
    public TimeSpan? Remaining { get; }

    /// <summary>The <see cref="Text"/>, and the place behind others.</summary>
    public override string ToString() => Place > 1 ? $"{Text}, as number {Place} of those who wait" : Text;

    private static TaskWaitKind KindOf(WaitKind kind) => kind switch
    {
        WaitKind.Time => TaskWaitKind.Time,
        WaitKind.Task => TaskWaitKind.Task,
        WaitKind.Group => TaskWaitKind.Group,
        WaitKind.Foreign => TaskWaitKind.Foreign,
        _ => TaskWaitKind.Primitive,
    };
}
