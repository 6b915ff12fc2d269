namespace Liten;

/// <content>How some turns are timed while somebody listens.</content>
internal sealed partial class WorkSearch
{
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
