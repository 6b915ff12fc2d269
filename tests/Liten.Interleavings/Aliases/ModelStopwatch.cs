namespace Liten.Interleavings;

/// <summary>Takes the place of <c>System.Diagnostics.Stopwatch</c>: time passes only when a sleep ends by itself.</summary>
internal static class ModelStopwatch
{
    private const long NanosecondsPerTick = 100;

    public const long Frequency = 1_000_000_000;

    public static long GetTimestamp() => Actor.Current?.Execution.Now ?? 0;

    public static TimeSpan GetElapsedTime(long start) => new((GetTimestamp() - start) / NanosecondsPerTick);
}
