namespace Liten.Testing;

/// <summary>
/// Tells a livelock from a schedule that is only long or unfair: at a limit of turns the order becomes fair, and then
/// it lasts as many turns more without an ended task or passed time.
/// </summary>
internal sealed class Patience(TestScheduler scheduler)
{
    private int _maxTurns;
    private int _begin;
    private int _since;
    private long _ended;
    private long _time;
    private bool _isOver;

    /// <summary>The limit counts from here.</summary>
    public void Restart(int maxTurns)
    {
        _maxTurns = maxTurns;
        _begin = scheduler.Steps;
        _since = 0;
        _isOver = false;
    }

    /// <summary>Whether it is a livelock, which it then remains.</summary>
    public bool IsOver()
    {
        if (_isOver || scheduler.Steps - _begin < _maxTurns)
        {
            return _isOver;
        }

        if (scheduler.Strategy is not FairStrategy)
        {
            scheduler.Strategy = new FairStrategy();
            NoteProgress();
        }
        else if (scheduler.Ended != _ended || scheduler.Clock.Nanoseconds != _time)
        {
            NoteProgress();
        }

        _isOver = scheduler.Steps - _since > _maxTurns;
        return _isOver;
    }

    private void NoteProgress()
    {
        _since = scheduler.Steps;
        _ended = scheduler.Ended;
        _time = scheduler.Clock.Nanoseconds;
    }
}
