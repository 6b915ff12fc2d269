using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// What can be seen of .NET's own tasks: which async method one is, what that waits for, and who waits for it.
/// </summary>
/// <remarks>
/// Their fields are .NET's own business and may change. Then stacks end here, and nothing else is lost.
/// </remarks>
internal static class ForeignTaskReader
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const string BestEffort = "Without the field a stack ends early.";

    private static readonly FieldInfo? s_continuation = typeof(Task).GetField("m_continuationObject", Instance);

    /// <summary>
    /// The state machine that a task is, with the present values of its fields; null for any other task.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = BestEffort)]
    public static object? MachineOf(Task task)
    {
        Type type = task.GetType();
        return type.IsGenericType
            && typeof(IAsyncStateMachine).IsAssignableFrom(type.GenericTypeArguments[^1])
            && type.GetField("StateMachine", Instance) is { } machine
            ? machine.GetValue(task)
            : null;
    }

    /// <summary>Who goes on when the task has ended; null if that are several, or nobody knows.</summary>
    public static object? CallerOf(Task task) => s_continuation?.GetValue(task) switch
    {
        Delegate action => action.Target,
        Task machine => machine,
        { } continuation => ActionOf(continuation)?.Target,
        null => null,
    };

    /// <summary>What an awaiter waits for: the first reference in it, whichever struct it is wrapped in.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = BestEffort)]
    public static object? SourceOf(object? awaiter)
    {
        // An awaiter, its configured kind, a ValueTask inside.
        for (int depth = 0; depth < 4 && awaiter is not null; depth++)
        {
            FieldInfo[] fields = awaiter.GetType().GetFields(Instance);
            if (!awaiter.GetType().IsValueType || fields.Length == 0)
            {
                break;
            }

            object? inner = Array.Find(fields, static field => !field.FieldType.IsValueType) is { } reference
                ? reference.GetValue(awaiter)
                : fields[0].GetValue(awaiter);
            if (inner is null or AwaitSource or Task || !inner.GetType().IsValueType)
            {
                return inner;
            }

            awaiter = inner;
        }

        return null;
    }

    /// <summary>What .NET wraps a continuation in that goes to a context.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = BestEffort)]
    private static Delegate? ActionOf(object continuation)
    {
        for (Type? level = continuation.GetType(); level is not null; level = level.BaseType)
        {
            if (level.GetField("m_action", Instance) is { } action)
            {
                return action.GetValue(continuation) as Delegate;
            }
        }

        return null;
    }
}
