using System.Diagnostics;

namespace Liten;

/// <summary>
/// The counters of a runtime while somebody looks: a sample is taken when it is asked for and at no other time, so
/// nobody's looking costs nothing.
/// </summary>
/// <remarks>Thread safety: all members may be used from any thread.</remarks>
internal sealed class RuntimeHistory(Runtime runtime)
{
    /// <summary>Two minutes at two samples a second (arbitrary).</summary>
    private const int MostSamples = 240;

    /// <summary>In milliseconds: several viewers share a sample.</summary>
    private const long LeastPause = 300;

    /// <summary>
    /// A worker counts as stuck when its turn has lasted so long: as long as the default of <c>StallThreshold</c>.
    /// </summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<SampleAnswer> _samples = [];
    private RuntimeMetrics? _last;
    private long _lastAt;

    /// <summary>The counters now, and a sample of them.</summary>
    public RuntimeMetrics Look()
    {
        lock (_lock)
        {
            long now = Stopwatch.GetTimestamp();
            TimeSpan passed = Stopwatch.GetElapsedTime(_lastAt, now);
            if (_last is { } known && passed.TotalMilliseconds < LeastPause)
            {
                return known;
            }

            RuntimeMetrics metrics = runtime.Metrics;
            if (_last is { } before)
            {
                Add(SampleOf(before, metrics, passed));
            }

            _last = metrics;
            _lastAt = now;
            return metrics;
        }
    }

    /// <summary>The samples behind a moment, which is that of the page's last one.</summary>
    public IReadOnlyList<SampleAnswer> Since(long moment)
    {
        lock (_lock)
        {
            return _samples.FindAll(sample => sample.At > moment);
        }
    }

    /// <summary>Whether something was true of each sample of so many last seconds, and there are that many.</summary>
    public bool HasLasted(TimeSpan duration, Predicate<SampleAnswer> isTrue)
    {
        lock (_lock)
        {
            int last = _samples.FindLastIndex(sample => !isTrue(sample));
            return last + 1 < _samples.Count
                && _samples[^1].At - _samples[last + 1].At >= duration.TotalMilliseconds;
        }
    }

    private void Add(SampleAnswer sample)
    {
        if (_samples.Count == MostSamples)
        {
            _samples.RemoveAt(0);
        }

        _samples.Add(sample);
    }

    private static SampleAnswer SampleOf(RuntimeMetrics before, RuntimeMetrics now, TimeSpan passed)
    {
        double seconds = passed.TotalSeconds;
        return new SampleAnswer(
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            [.. now.Workers.Zip(before.Workers, (worker, was) => Math.Round(
                Math.Clamp((worker.BusyTime - was.BusyTime).TotalSeconds / seconds, 0, 1), 3))],
            [.. now.Workers.Select(static worker => worker.CurrentTurnAge >= StuckAfter)],
            Math.Round((now.Workers.Sum(static w => w.Polls) - before.Workers.Sum(static w => w.Polls)) / seconds, 1),
            Math.Round((now.SpawnedTasks - before.SpawnedTasks) / seconds, 1),
            Math.Round((now.CompletedTasks - before.CompletedTasks) / seconds, 1),
            now.AliveTasks,
            now.InjectionQueueDepth + now.Workers.Sum(static worker => worker.LocalQueueDepth),
            now.BlockingQueueDepth);
    }
}
