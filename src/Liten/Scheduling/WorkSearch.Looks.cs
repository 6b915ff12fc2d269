namespace Liten;

/// <content>What a worker looks at between two turns, now and then: clock, timers, others' work.</content>
internal sealed partial class WorkSearch
{
    /// <summary>Nanoseconds: about what a sleep and a wake-up cost the two threads together.</summary>
    private const long WorthAWakeUp = 5_000;

    /// <summary>Two items are work for two, if they are long; half a ring is however short they are.</summary>
    private const int FewestForHelp = 2;
    private const int MostForHelp = 128;

    private long _lastCheck;
    private long _lastWeighed;
    private long _pollsWeighed;

    /// <summary>So many items are worth a helper, as short as this worker's last turns were.</summary>
    private int _helpFrom = FewestForHelp;

    private bool CheckIsDue()
    {
        long now = _clock.Nanoseconds;
        WeighHelp(now);
        _admission.Now = now;
        bool isDue = _turn + _timedTurns >= TurnsPerCheck || now - _lastCheck >= CheckInterval;
        if (isDue)
        {
            _turn = 0;
            _timedTurns = 0;
            _lastCheck = now;
        }

        if (_samples is not null || _recording is not null)
        {
            TimeTurn(now);
        }

        return isDue;
    }

    private WorkItem? CheckOutside()
    {
        if (_timers.NextDeadline <= _lastCheck)
        {
            _timers.RunDue();
        }

        return LookForStuckWorker(_lastCheck) ?? _intake.TakeFirst();
    }

    /// <summary>
    /// After so many turns: how many like the last ones are worth a wake-up, and whether so many are there. A sleep in
    /// between counts as long turns, which is the safe side.
    /// </summary>
    private void WeighHelp(long now)
    {
        long turns = _counters.Polls - _pollsWeighed;
        if (turns < TurnsPerClockRead)
        {
            return;
        }

        long perTurn = Math.Max(1, (now - _lastWeighed) / turns);
        _pollsWeighed += turns;
        _lastWeighed = now;
        _helpFrom = (int)Math.Clamp(WorthAWakeUp / perTurn, FewestForHelp, MostForHelp);
        if (LocalCount >= _helpFrom)
        {
            _wakeHelper?.Invoke();
        }
    }
}
