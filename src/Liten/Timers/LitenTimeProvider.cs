namespace Liten;

/// <summary>
/// A runtime's timers and clock as .NET knows them: <c>Task.Delay</c>, <c>CancellationTokenSource</c>,
/// <c>PeriodicTimer</c> and <c>WaitAsync</c> take it, on any thread. Callbacks run on the runtime's workers, and after
/// its end on the ThreadPool. UTC time is the system's.
/// </summary>
internal sealed class LitenTimeProvider(TaskHost host) : TimeProvider
{
    /// <summary>The longest time that .NET's timers take.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public override long TimestampFrequency => Nanoseconds.PerSecond;

    public override long GetTimestamp() => TimerDriver.Of(host).Clock.Nanoseconds;

    /// <inheritdoc/>
    /// <remarks>An armed timer fires even when no reference to it is held.</remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new LitenTimer(host, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Refuses a time that .NET's timers would refuse.</summary>
    public static void ThrowIfOutOfRange(TimeSpan time, string name)
    {
        if (time != Timeout.InfiniteTimeSpan && (time < TimeSpan.Zero || time > s_longest))
        {
            ThrowOutOfRange(time, name);
        }
    }

    private static void ThrowOutOfRange(TimeSpan time, string name) => throw new ArgumentOutOfRangeException(
        name, time, $"The time must be Timeout.InfiniteTimeSpan or between zero and {s_longest}.");
}
