using System.Diagnostics;

namespace Liten.Soak.Loads;

/// <summary>Sleeps that end by themselves.</summary>
internal sealed class TimerLoad() : Load("timers")
{
    private const int Sleeps = 100;
    private const int LongestInMicroseconds = 5_000;

    public override async LitenTask<int> RunBatch(Random random)
    {
        await LitenTask.WhenAll(Enumerable.Range(0, Sleeps).Select(_ => Sleep(TimeSpan.FromMicroseconds(random.Next(LongestInMicroseconds)))).ToArray());
        return Sleeps;
    }

    private static async LitenTask Sleep(TimeSpan duration)
    {
        long start = Stopwatch.GetTimestamp();
        await Time.Sleep(duration);
        LossException.ThrowUnless(Stopwatch.GetElapsedTime(start) >= duration, $"a sleep of {duration} ended early");
    }
}
