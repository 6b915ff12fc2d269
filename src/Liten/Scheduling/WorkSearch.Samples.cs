namespace Liten;

/// <content>How turns are timed while somebody listens or records.</content>
internal sealed partial class WorkSearch
{
    private SampleRing? _samples;
    private TurnRecording? _recording;
    private long _timedSince;

    /// <summary>Turns timed since the last check: while all are, <see cref="_turn"/> does not move.</summary>
    private int _timedTurns;

    /// <summary>
    /// Where the worker puts the nanoseconds of one turn in 17, with the search for it; null while nobody listens. Set
    /// by the monitor, seen by the worker at its next look at the clock.
    /// </summary>
    public SampleRing? Samples
    {
        get => _samples;
        set => _samples = value;
    }

    /// <summary>
    /// Where the worker puts all of its turns; null while nobody records. Set by the recorder, seen by the worker at
    /// its next look at the clock.
    /// </summary>
    public TurnRecording? Recording
    {
        get => _recording;
        set => _recording = value;
    }

    /// <summary>Owner: the worker has found nothing, and what follows is no turn.</summary>
    public void ForgetTiming()
    {
        _timedSince = 0;
        _recording?.Close();
    }

    /// <summary>The clock was read between two turns: the one before was timed, or the next one is, or both.</summary>
    private void TimeTurn(long now)
    {
        bool wasTimed = _timedSince != 0;
        if (wasTimed)
        {
            _timedTurns++;
            _samples?.Add(now - _timedSince);
            _recording?.Add(_timedSince, now, Turn.Owner?.TaskId ?? 0);
        }

        _timedSince = wasTimed && _recording is null ? 0 : Math.Max(1, now);
        if (_timedSince != 0)
        {
            // Has the clock read once more after the next turn.
            _turn--;
        }
    }
}
