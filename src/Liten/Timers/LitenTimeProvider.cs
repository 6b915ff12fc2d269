namespace Liten;

/// <summary>
/// A runtime's timers and clock as .NET knows them: <c>Task.Delay</c>, <c>CancellationTokenSource</c>,
/// <c>PeriodicTimer</c> and <c>WaitAsync</c> take it, on any thread. Callbacks run on the runtime's workers, and after
/// its end on the ThreadPool. UTC time is the wall clock's.
/// </summary>
internal sealed class LitenTimeProvider(TaskHost host) : TimeProvider
{
    /// <summary>The longest time that .NET's timers take.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Whose timers these are.</summary>
    public TaskHost Host => host;

    public override long TimestampFrequency => Nanoseconds.PerSecond;

    public override long GetTimestamp() => TimerDriver.Of(host).Clock.Nanoseconds;

    public override DateTimeOffset GetUtcNow() => TimerDriver.Of(host).Clock.UtcNow;

    /// <inheritdoc/>
    /// <remarks>
    /// An armed timer fires even when no reference to it is held. Which times are taken is .NET's rule: whole
    /// milliseconds decide, so -0.9 ms is zero and -1.9 ms is infinite. A fraction above zero is kept.
    /// </remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new LitenTimer(host, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// A due time or a period as .NET's timers understand it: at least zero, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">.NET's timers would refuse it.</exception>
    public static TimeSpan Understand(TimeSpan time, string name)
    {
        if (time >= TimeSpan.Zero && time <= s_longest)
        {
            return time;
        }

        // Code that computes "next - now" comes a little below zero and means "at once".
        return (time.Ticks / TimeSpan.TicksPerMillisecond) switch
        {
            0 => TimeSpan.Zero,
            -1 => Timeout.InfiniteTimeSpan,
            uint.MaxValue - 1L => time,
            _ => throw OutOfRange(time, name),
        };
    }

    /// <summary>Refuses a time that is negative, other than infinite, or longer than .NET's timers take.</summary>
    public static void ThrowIfOutOfRange(TimeSpan time, string name)
    {
        if (time != Timeout.InfiniteTimeSpan && (time < TimeSpan.Zero || time > s_longest))
        {
            throw OutOfRange(time, name);
        }
    }

    private static ArgumentOutOfRangeException OutOfRange(TimeSpan time, string name) => new(
        name, time, $"The time must be Timeout.InfiniteTimeSpan or between zero and {s_longest}.");
}
