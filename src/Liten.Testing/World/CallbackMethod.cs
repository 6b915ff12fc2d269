using System.Reflection;

namespace Liten.Testing;

/// <summary>Who a posted callback continues: it belongs to no task as far as the core knows.</summary>
internal static class CallbackMethod
{
    private static readonly FieldInfo? s_state = Find("state");

    /// <summary>
    /// Where a suspended async method of .NET's keeps its context. Without it a report names no task.
    /// </summary>
    private static readonly FieldInfo? s_context
        = typeof(Task).GetField("m_stateObject", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>Something that stays the same for all continuations of one async method.</summary>
    public static object Of(WorkItem item)
        => item is PostedCallback && s_state?.GetValue(item) is { } state
            ? (state as Delegate)?.Target ?? state
            : item;

    /// <summary>The task that the callback's own context names, or null.</summary>
    public static TaskCore? OwnerOf(WorkItem item)
    {
        TaskCore? owner = null;
        if (Of(item) is Task method && s_context?.GetValue(method) is ExecutionContext context)
        {
            ExecutionContext.Run(context, _ => owner = TaskIdentity.Current as TaskCore, null);
        }

        return owner;
    }

    /// <summary>The compiler keeps a parameter that is used later in a field named after it.</summary>
    private static FieldInfo? Find(string parameter)
        => Array.Find(
            typeof(PostedCallback).GetFields(BindingFlags.Instance | BindingFlags.NonPublic),
            field => field.Name.Contains(parameter, StringComparison.Ordinal));
}
