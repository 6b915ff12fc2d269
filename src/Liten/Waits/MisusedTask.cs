using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>What somebody is told who awaits a LitenTask more than once, or takes its result too early.</summary>
internal static class MisusedTask
{
    [DoesNotReturn]
    public static void ThrowAwaitedBefore() => throw new InvalidOperationException(
        "This LitenTask was already awaited. A LitenTask may be awaited only once; use AsTask() to get a Task that can be awaited many times.");

    [DoesNotReturn]
    public static void ThrowAwaitedTwice() => throw new InvalidOperationException(
        "This LitenTask is already being awaited. A LitenTask may be awaited only once; use AsTask() to get a Task that can be awaited many times.");

    [DoesNotReturn]
    public static void ThrowNotDone() => throw new InvalidOperationException(
        "This LitenTask has not completed. Await it, or use Runtime.BlockOn or AsTask() to wait for it from synchronous code.");
}
