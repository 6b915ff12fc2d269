namespace Liten.Testing;

/// <content>How time passes: in steps, each up to the next moment at which something happens.</content>
internal sealed partial class TestScheduler
{
    private bool _timeMayPass;

    public long EarlyTimers { get; set; }

    private bool IsTimerNear()
        => _timers.NextDeadline is var next
            && next - Clock.Nanoseconds <= EarlyTimers
            && _timers.EarliestDeadline - Clock.Nanoseconds <= EarlyTimers;

    /// <summary>A timer's code needs a thread: with none free it does not help.</summary>
    private bool TryPassTime()
    {
        if (_timers.NextDeadline == Nanoseconds.Forever || Carriers is { Free: null })
        {
            return false;
        }

        Steps++;
        int faults = Faults.AreAny ? Faults.FindTargets(Tasks) : 0;
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
        do
        {
            Clock.AdvanceTo(_timers.NextDeadline);
        }
        while (!_timers.RunDue() && _timers.NextDeadline != Nanoseconds.Forever);
        _hash.Add(0, 0, (ulong)Clock.Nanoseconds, 0);
    }
}
