using System.Diagnostics;

namespace Liten.Measurements;

/// <summary>Tasks that keep a lane full: each computes for a while and gives way, until they are told to stop.</summary>
internal sealed class Load
{
    /// <summary>How many workers the runtimes have that are measured.</summary>
    public static int Workers { get; } = Math.Max(2, Environment.ProcessorCount);

    private volatile bool _stops;

    /// <summary>Starts tasks of a lane.</summary>
    /// <param name="runtime">Where.</param>
    /// <param name="lane">The lane; null where the runtime has none.</param>
    /// <param name="tasks">How many.</param>
    /// <param name="microseconds">How long each turn is.</param>
    public void Fill(Runtime runtime, string? lane, int tasks, int microseconds)
    {
        for (int i = 0; i < tasks; i++)
        {
            runtime.Spawn(() => TurnAsync(microseconds), new SpawnOptions { Lane = lane });
        }
    }

    public void Stop() => _stops = true;

    /// <summary>Computes for so long.</summary>
    public static void Compute(int microseconds)
    {
        long end = Stopwatch.GetTimestamp() + (microseconds * Stopwatch.Frequency / 1_000_000);
        while (Stopwatch.GetTimestamp() < end)
        {
            Thread.SpinWait(10);
        }
    }

    private async LitenTask TurnAsync(int microseconds)
    {
        while (!_stops)
        {
            Compute(microseconds);
            await LitenTask.Yield();
        }
    }
}
