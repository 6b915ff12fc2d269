namespace Liten.Testing;

/// <content>How time passes: in steps, each up to the next moment at which something happens.</content>
internal sealed partial class TestScheduler
{
    private bool _timeMayPass;

    public long EarlyTimers { get; set; }

    /// <summary>
    /// A timer's code needs a thread, but a wait that blocks one gives up by itself. So with no thread free only such a
    /// moment counts.
    /// </summary>
    private long NextMoment => _carriers is null ? _timers.NextDeadline
        : _carriers.Free is null ? _carriers.NextDeadline
        : Math.Min(_timers.NextDeadline, _carriers.NextDeadline);

    private bool IsTimerNear()
        => (_timers.NextDeadline is var next
            && next - Clock.Nanoseconds <= EarlyTimers
            && _timers.EarliestDeadline - Clock.Nanoseconds <= EarlyTimers)
            || (_carriers is not null && _carriers.NextDeadline - Clock.Nanoseconds <= EarlyTimers);

    private bool TryPassTime()
    {
        if (NextMoment == Nanoseconds.Forever)
        {
            return false;
        }

        Steps++;
        int faults = Faults.AreAny && (_carriers is null || _carriers.Free is not null) ? Faults.FindTargets(Tasks) : 0;
        int chosen = faults == 0 ? 0 : Choose(new Decision(this, Steps, runnable: 0, timeMayPass: true, faults));
        if (chosen > 0)
        {
            Strike(chosen - 1);
            return true;
        }

        Record?.NoteTime(Steps, early: null);
        FireNext();
        return true;
    }

    /// <summary>Time passes until a timer fires. Timers may have to move down before, which nobody sees.</summary>
    private void FireNext()
    {
        if (_carriers is not null && _carriers.NextDeadline <= _timers.NextDeadline)
        {
            Clock.AdvanceTo(_carriers.NextDeadline);
        }
        else
        {
            do
            {
                Clock.AdvanceTo(_timers.NextDeadline);
            }
            while (!_timers.RunDue() && _timers.NextDeadline != Nanoseconds.Forever);
        }

        _hash.Add(0, 0, (ulong)Clock.Nanoseconds, 0);
    }
}
