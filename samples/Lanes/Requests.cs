using System.Collections.Concurrent;
using System.Diagnostics;
using Liten;

namespace Lanes;

/// <summary>A few hundred requests a second, each a task of its own. It notes how long each waited until it ran.</summary>
internal sealed class Requests
{
    private const int MicrosecondsPerRequest = 50;

    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(2);

    private readonly ConcurrentQueue<double> _delays = new();

    /// <summary>Accepts requests until the office closes.</summary>
    public async LitenTask ServeAsync(CancellationToken closing)
    {
        using Interval arrivals = Time.Interval(s_between, MissedTickBehavior.Burst);
        while (!closing.IsCancellationRequested && await arrivals.TickAsync(CancellationToken.None))
        {
            long arrived = Stopwatch.GetTimestamp();
            _ = LitenTask.Spawn(async () => Answer(arrived));
        }
    }

    /// <summary>What half and what 99 of 100 requests have waited at most, in milliseconds, since the last look.</summary>
    public (int Count, double Half, double Most) TakeDelays()
    {
        var delays = new List<double>();
        while (_delays.TryDequeue(out double delay))
        {
            delays.Add(delay);
        }

        delays.Sort();
        return delays.Count == 0 ? default : (delays.Count, delays[delays.Count / 2], delays[delays.Count * 99 / 100]);
    }

    private void Answer(long arrived)
    {
        _delays.Enqueue(Stopwatch.GetElapsedTime(arrived).TotalMilliseconds);
        Work.Compute(MicrosecondsPerRequest);
    }
}
