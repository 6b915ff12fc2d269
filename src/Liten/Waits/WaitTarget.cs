namespace Liten;

/// <summary>What a wait is for, as it was at one instant: words and numbers, so that it keeps nothing alive.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Text">For people; what comes behind "waits for".</param>
/// <param name="TaskId">The task that is waited for, or that holds what is waited for; 0 if none is known.</param>
internal readonly record struct WaitTarget(WaitKind Kind, string Text, long TaskId = 0)
{
    /// <summary>The wait was just beginning or ending.</summary>
    public static readonly WaitTarget Moving = new(WaitKind.Moving, "nothing: it was just going on");

    /// <summary>The name that was given to what is waited for, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The text without what differs from one wait to the next: the same for all that wait alike.</summary>
    public string Subject { get => field ?? Text; init; }

    /// <summary>How long it takes at most, if it is a moment that is waited for.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Whether it ends when other tasks have ended.</summary>
    public bool IsForTasks => Kind is WaitKind.Task or WaitKind.Group;

    /// <summary>A primitive that is known by its type, and by the name that it was given, if any.</summary>
    public static WaitTarget Primitive(Type type, string? name = null) => Primitive(TypeName.Of(type), name);

    /// <summary>A primitive that is known by its public name.</summary>
    public static WaitTarget Primitive(string text, string? name = null)
        => name is null ? new(WaitKind.Primitive, text) : new(WaitKind.Primitive, $"{text} '{name}'") { Name = name };

    /// <summary>
    /// Both, of a task that waits for the two at once. One that waits for other tasks and for something else goes on
    /// with none of the two alone.
    /// </summary>
    public WaitTarget With(in WaitTarget other) => this with
    {
        Kind = IsForTasks ? other.Kind : Kind,
        Subject = $"{Subject}; {other.Subject}",
        Text = $"{Text}; {other.Text}",
    };

    /// <summary>The same thing, held by a task.</summary>
    public WaitTarget HeldBy(in TaskInfo holder)
        => this with { Subject = Subject, Text = $"{Text}, held by {holder}", TaskId = holder.Id };
}
