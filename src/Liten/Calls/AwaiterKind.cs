using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Lets the method builder reach the source behind one of Liten's awaiters without boxing the awaiter, and tells how
/// far a foreign awaiter is trusted.
/// </summary>
/// <remarks>
/// A cast to an interface would box in unoptimized and in shared generic code. All Liten awaiters start with their
/// source instead, which a test checks for every kind of result.
/// </remarks>
internal static class AwaiterKind<TAwaiter>
{
    /// <summary>A constant to the optimizing compiler.</summary>
    public static readonly bool IsLiten
        = typeof(TAwaiter).IsValueType && typeof(ILitenAwaiter).IsAssignableFrom(typeof(TAwaiter));

    /// <summary>
    /// Whether the awaiter is known to call its continuation exactly once, if no <see cref="ForeignHome"/> comes
    /// between the two. That of a ValueTask is not: what stands behind it is anybody's code.
    /// </summary>
    public static readonly bool CallsOnce = AwaitsTask() || typeof(TAwaiter) == typeof(YieldAwaitable.YieldAwaiter);

    private static readonly bool s_awaitsTask = AwaitsTask();

    public static AwaitSource SourceOf(ref TAwaiter awaiter) => Unsafe.As<TAwaiter, AwaitSource>(ref awaiter);

    /// <summary>
    /// Whether the awaiter is one of .NET's: they mean no place by calling where they do. Any other may.
    /// </summary>
    /// <remarks>Code that awaits a <c>dynamic</c> value sees an interface only.</remarks>
    public static bool ComesHome(in TAwaiter awaiter)
        => (typeof(TAwaiter).IsValueType ? typeof(TAwaiter) : awaiter!.GetType()).Assembly == typeof(Task).Assembly;

    /// <summary>What a person is told of an await: the task, or the awaiter's type where there is none.</summary>
    /// <remarks>.NET's own builders rely on the task being the first field of these awaiters, too.</remarks>
    public static object Awaited(ref TAwaiter awaiter)
        => s_awaitsTask && Unsafe.As<TAwaiter, Task?>(ref awaiter) is { } task ? task : typeof(TAwaiter);

    private static bool AwaitsTask()
    {
        Type type = typeof(TAwaiter).IsGenericType
            ? typeof(TAwaiter).GetGenericTypeDefinition()
            : typeof(TAwaiter);
        return type == typeof(TaskAwaiter)
            || type == typeof(TaskAwaiter<>)
            || type == typeof(ConfiguredTaskAwaitable.ConfiguredTaskAwaiter)
            || type == typeof(ConfiguredTaskAwaitable<>.ConfiguredTaskAwaiter);
    }
}
