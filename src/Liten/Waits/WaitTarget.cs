namespace Liten;

/// <summary>What a wait is for, as it was at one instant: words and numbers, so that it keeps nothing alive.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Text">For people; what comes behind "waits for".</param>
/// <param name="TaskId">The task that is waited for, or that holds what is waited for; 0 if none is known.</param>
internal readonly record struct WaitTarget(WaitKind Kind, string Text, long TaskId = 0)
{
    /// <summary>The wait was just beginning or ending.</summary>
    public static readonly WaitTarget Moving = new(WaitKind.Moving, "nothing: it was just going on");

    /// <summary>Whether it ends when other tasks have ended.</summary>
    public bool IsForTasks => Kind is WaitKind.Task or WaitKind.Group;

    /// <summary>A primitive that is known by its type.</summary>
    public static WaitTarget Primitive(Type type) => new(WaitKind.Primitive, TypeName.Of(type));

    /// <summary>A primitive that is known by its public name.</summary>
    public static WaitTarget Primitive(string text) => new(WaitKind.Primitive, text);
}
