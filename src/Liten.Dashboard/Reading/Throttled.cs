using System.Diagnostics;

namespace Liten;

/// <summary>
/// Something that takes a while to read: read only when somebody asks, for all who ask at once, and the more seldom the
/// longer it takes.
/// </summary>
/// <remarks>Thread safety: all members may be used from any thread; one reads, the others wait for it.</remarks>
internal sealed class Throttled<T>(Func<T> read)
    where T : class
{
    /// <summary>Between two readings of something small, in milliseconds: two a second (arbitrary).</summary>
    private const double LeastPause = 400;

    /// <summary>So that a look that takes a second is still taken now and then, in milliseconds (arbitrary).</summary>
    private const double MostPause = 15_000;

    /// <summary>Reading takes at most this part of one processor: 2 %.</summary>
    private const double Share = 0.02;

    private readonly Lock _lock = new();
    private T? _value;
    private long _readAt;

    /// <summary>For how many milliseconds a reading is good.</summary>
    public double Pause { get; private set; } = LeastPause;

    /// <summary>The last reading, or a new one if that is too old.</summary>
    public T Get()
    {
        lock (_lock)
        {
            if (_value is { } known && Stopwatch.GetElapsedTime(_readAt).TotalMilliseconds < Pause)
            {
                return known;
            }

            long begin = Stopwatch.GetTimestamp();
            _value = read();
            _readAt = Stopwatch.GetTimestamp();
            Pause = PauseFor(Stopwatch.GetElapsedTime(begin, _readAt));
            return _value;
        }
    }

    /// <summary>How many milliseconds to leave alone what took so long to read.</summary>
    public static double PauseFor(TimeSpan cost) => Math.Clamp(cost.TotalMilliseconds / Share, LeastPause, MostPause);
}
