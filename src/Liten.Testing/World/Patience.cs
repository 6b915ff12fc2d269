namespace Liten.Testing;

/// <summary>
/// Tells a livelock from a schedule that is only long or unfair: at a limit of turns the order becomes fair, and then
/// it lasts as many turns more without an ended task or passed time.
/// </summary>
internal struct Patience(int maxTurns, TestScheduler scheduler)
{
    private readonly int _begin = scheduler.Steps;
    private int _since;
    private long _ended;
    private long _time;

    public bool IsOver()
    {
        if (scheduler.Steps - _begin < maxTurns)
        {
            return false;
        }

        if (scheduler.Strategy is not FairStrategy)
        {
            scheduler.Strategy = new FairStrategy();
            Begin();
        }
        else if (scheduler.Ended != _ended || scheduler.Clock.Nanoseconds != _time)
        {
            Begin();
        }

        return scheduler.Steps - _since > maxTurns;
    }

    private void Begin()
    {
        _since = scheduler.Steps;
        _ended = scheduler.Ended;
        _time = scheduler.Clock.Nanoseconds;
    }
}
