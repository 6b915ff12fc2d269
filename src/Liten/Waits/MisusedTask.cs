using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>The errors for a LitenTask that is awaited more than once, or whose result is taken too early.</summary>
internal static class MisusedTask
{
    [DoesNotReturn]
    public static void ThrowAwaitedBefore() => throw new InvalidOperationException(
        "This LitenTask was already awaited. A LitenTask may be awaited only once; use AsTask() to get " +
        "a Task that can be awaited many times.");

    [DoesNotReturn]
    public static void ThrowAwaitedTwice() => throw new InvalidOperationException(
        "This LitenTask is already being awaited. A LitenTask may be awaited only once; use AsTask() to get " +
        "a Task that can be awaited many times.");

    [DoesNotReturn]
    public static void ThrowNotDone() => throw new InvalidOperationException(
        "This LitenTask has not completed. Await it, or use Runtime.BlockOn or AsTask() to wait for it from " +
        "synchronous code.");
}
