namespace Liten;

/// <content>For a clock that is set by hand: how far it may go, and back to its start.</content>
internal sealed partial class TimerDriver
{
    /// <summary>
    /// The moment of the earliest timer, where <see cref="NextDeadline"/> may name one at which timers only move down.
    /// Takes as long as many timers are due in its neighbourhood.
    /// </summary>
    public long EarliestDeadline
    {
        get
        {
            _latch.Enter();
            long tick = _wheel.EarliestDeadline;
            _latch.Exit();
            return tick == long.MaxValue ? Nanoseconds.Forever : _tick.StartOf(tick);
        }
    }

    /// <summary>The clock has gone back to its start, which only a clock does that is set by hand.</summary>
    /// <exception cref="InvalidOperationException">A timer is armed.</exception>
    public void Restart()
    {
        _latch.Enter();
        try
        {
            _wheel.Restart();
            Publish(Nanoseconds.Forever);
        }
        finally
        {
            _latch.Exit();
        }
    }
}
