namespace Liten;

/// <summary>An item that does nothing but tell how long it was queued.</summary>
/// <remarks>
/// One at a time is under way.
/// <code>
/// field      written by                     read by       under
/// _isQueued  the monitor, then the worker   the monitor   RMW
/// _queuedAt  the monitor                    the worker    the queue
/// _delay     the worker                     the monitor   _isQueued
/// </code>
/// </remarks>
internal sealed class DelayProbe(RuntimeScheduler scheduler, Clock clock) : WorkItem
{
    private AtomicFlag _isQueued;
    private long _queuedAt;
    private long _delay;

    /// <summary>The delay of the last one, once; null if there is none yet.</summary>
    public long? TakeDelay()
    {
        if (_isQueued.IsSet || _queuedAt == 0)
        {
            return null;
        }

        _queuedAt = 0;
        return _delay;
    }

    /// <summary>Queues it, unless it is still queued.</summary>
    public void Send(long now)
    {
        if (_queuedAt == 0 && _isQueued.TrySet())
        {
            _queuedAt = Math.Max(1, now);
            if (!scheduler.Schedule(this, null))
            {
                _queuedAt = 0;
                _isQueued.TryClear();
            }
        }
    }

    internal override WorkItem? Run(Turn? turn)
    {
        _delay = Math.Max(0, clock.Nanoseconds - _queuedAt);
        _isQueued.TryClear();
        return null;
    }
}
