namespace Liten;

/// <summary>
/// One plan of a <see cref="LitenTimer"/> whose runtime has ended, on .NET's timers. It never changes: a new plan is a
/// new object, which stops the one before.
/// </summary>
internal sealed class SystemTimer(LitenTimer timer, SystemTimer? before)
{
    private AtomicSlot<ITimer> _armed;
    private AtomicFlag _stopped;

    /// <summary>
    /// Arms it. Called once, not under the driver's latch. Another thread may have stopped it already.
    /// </summary>
    public void Start(TimeSpan dueTime, TimeSpan period)
    {
        before?.Stop();
        before = null;
        ITimer armed = TimeProvider.System.CreateTimer(
            static plan => ((SystemTimer)plan!).Fire(), this, ToMilliseconds(dueTime), ToMilliseconds(period));

        // A full fence: pairs with TrySet in Stop. Either Stop finds the timer, or the next read sees the stop.
        _armed.TryPut(armed);
        if (_stopped.IsSet)
        {
            armed.Dispose();
        }
    }

    /// <summary>Takes it out of .NET's timers. Idempotent.</summary>
    public void Stop()
    {
        _stopped.TrySet();
        _armed.Item?.Dispose();
    }

    private void Fire()
    {
        if (timer.TryExpire(this))
        {
            WorkItem.RunToEnd(timer, Turn.Current);
        }
    }

    /// <summary>.NET cuts fractions off: a timer would fire early, and a short period would be none.</summary>
    private static TimeSpan ToMilliseconds(TimeSpan time)
        => TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(time.TotalMilliseconds), uint.MaxValue - 1));
}
