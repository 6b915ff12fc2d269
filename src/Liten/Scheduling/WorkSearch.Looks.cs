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
    private long _lastClockRead;
    private long _pollsWeighed;

    /// <summary>So many items are worth a helper, as short as this worker's last turns were.</summary>
    private int _helpFrom = FewestForHelp;

    private SampleRing? _samples;
    private long _timedSince;

    /// <summary>
    /// Where the worker puts the nanoseconds of one turn in 17, with the search for it; null while nobody listens. Set
    /// by the monitor, seen by the worker at its next look at the clock.
    /// </summary>
    public SampleRing? Samples
    {
        get => _samples;
        set => _samples = value;
    }

    /// <summary>Owner: the worker has found nothing, and what follows is no turn.</summary>
    public void ForgetTiming() => _timedSince = 0;

    private bool CheckIsDue()
    {
        long now = _clock.Nanoseconds;
        WeighHelp(now);
        _admission.Now = now;
        bool isDue = _turn >= TurnsPerCheck || now - _lastCheck >= CheckInterval;
        if (isDue)
        {
            _turn = 0;
            _lastCheck = now;
        }

        if (_samples is { } samples)
        {
            TimeTurn(samples, now);
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
    /// At each look at the clock: how many turns like the last ones are worth a wake-up, and whether so many are there.
    /// A sleep in between counts as long turns, which is the safe side.
    /// </summary>
    private void WeighHelp(long now)
    {
        long turns = Math.Max(1, _counters.Polls - _pollsWeighed);
        long perTurn = Math.Max(1, (now - _lastClockRead) / turns);
        _pollsWeighed += turns;
        _lastClockRead = now;
        _helpFrom = (int)Math.Clamp(WorthAWakeUp / perTurn, FewestForHelp, MostForHelp);
        if (LocalCount >= _helpFrom)
        {
            _wakeHelper?.Invoke();
        }
    }

    /// <summary>The clock was read between two turns: the next one is timed, or was.</summary>
    private void TimeTurn(SampleRing samples, long now)
    {
        if (_timedSince != 0)
        {
            samples.Add(now - _timedSince);
            _timedSince = 0;
        }
        else
        {
            // Has the clock read once more after the next turn.
            _timedSince = now;
            _turn--;
        }
    }
}
