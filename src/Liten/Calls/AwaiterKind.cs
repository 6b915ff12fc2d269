using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Lets the method builder reach the source behind one of Liten's awaiters without boxing the awaiter.
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

    /// <summary>Whether the awaiter is one of .NET's own, which call their continuation exactly once.</summary>
    public static readonly bool CallsOnce = typeof(TAwaiter).Assembly == typeof(Task).Assembly;

    public static AwaitSource SourceOf(ref TAwaiter awaiter) => Unsafe.As<TAwaiter, AwaitSource>(ref awaiter);
}
