namespace Liten;

/// <summary>
/// Carries the current task along the ExecutionContext, for bodies that are <c>async Task</c> methods.
/// </summary>
/// <remarks>
/// Such a body resumes through the runtime's one SynchronizationContext, which cannot tell whose continuation it is
/// given. A body that is an <c>async LitenTask</c> method needs none of this: its suspended calls know their task.
/// </remarks>
internal static class TaskIdentity
{
    private static readonly AsyncLocal<AbortScope?> s_task = new();
    private static bool s_used;

    /// <summary>Whether any context has ever named a task.</summary>
    public static bool IsUsed => s_used;

    /// <summary>The task that the running code's context names, if it is still alive.</summary>
    public static AbortScope? Current => s_used && s_task.Value is { HasEnded: false } scope ? scope : null;

    /// <summary>Makes everything that flows from here part of the task.</summary>
    public static void Flow(AbortScope scope)
    {
        s_used = true;
        s_task.Value = scope;
    }

    /// <summary>A new task that inherited its spawner's context must not be taken for the spawner.</summary>
    public static void Replace(AbortScope scope)
    {
        if (s_used && s_task.Value is not null)
        {
            s_task.Value = scope;
        }
    }
}
