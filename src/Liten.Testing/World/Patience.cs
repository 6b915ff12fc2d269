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

    /// <summary>The limit counts from here.</summary>
    public void Restart(int maxTurns)
    {
        _maxTurns = maxTurns;
        _begin = scheduler.Steps;
        _since = 0;
    }

    public bool IsOver()
    {
        if (scheduler.Steps - _begin < _maxTurns)
        {
            return false;
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

        return scheduler.Steps - _since > _maxTurns;
    }

    private void NoteProgress()
    {
        _since = scheduler.Steps;
        _ended = scheduler.Ended;
        _time = scheduler.Clock.Nanoseconds;
    }
}
