namespace Liten;

/// <summary>
/// Calls back once, when a time is over or a moment of the wall clock has come, whichever is first.
/// </summary>
/// <remarks>The wall clock may be set meanwhile: see <see cref="WallClock"/>.</remarks>
internal sealed class DeadlineTimer : IDisposable
{
    private static readonly TimerCallback s_look = static timer => ((DeadlineTimer)timer!).Look();

    private readonly LitenTimer _timer;
    private readonly Clock _clock;
    private readonly long _end;
    private readonly DateTimeOffset _moment;
    private readonly Action _callback;

    /// <param name="host">Whose timers count the time.</param>
    /// <param name="limit">From now: zero or more, or infinite.</param>
    /// <param name="moment">The moment, or <see cref="DateTimeOffset.MaxValue"/> for none.</param>
    /// <param name="callback">Runs on a worker of the runtime.</param>
    public DeadlineTimer(TaskHost host, TimeSpan limit, DateTimeOffset moment, Action callback)
    {
        _timer = new LitenTimer(host, s_look, this);
        _clock = TimerDriver.Of(host).Clock;
        _end = Nanoseconds.After(_clock.Nanoseconds, Nanoseconds.In(limit));
        _moment = moment;
        _callback = callback;
    }

    private TimeSpan UntilNextLook
    {
        get
        {
            TimeSpan untilMoment = WallClock.UntilNextLook(_moment, _clock);
            if (_end == Nanoseconds.Forever)
            {
                return untilMoment;
            }

            TimeSpan untilEnd = Nanoseconds.ToTimeSpan(Nanoseconds.Until(_end, _clock));
            return untilMoment == Timeout.InfiniteTimeSpan || untilEnd < untilMoment ? untilEnd : untilMoment;
        }
    }

    public void Start() => _timer.Start(UntilNextLook, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        TimeSpan left = UntilNextLook;
        if (left == TimeSpan.Zero)
        {
            _callback();
        }
        else
        {
            // False once it was disposed.
            _timer.Start(left, Timeout.InfiniteTimeSpan);
        }
    }
}
