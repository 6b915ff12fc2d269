namespace Liten.Testing;

/// <summary>The default order but for a list of deviations.</summary>
internal sealed class ReplayStrategy(IReadOnlyList<Deviation> deviations) : ScheduleStrategy
{
    private int _next;

    /// <summary>The step of a deviation that could not be taken; 0 if all could.</summary>
    public int DivergedAt { get; private set; }

    public override bool Begin(int schedule)
    {
        _next = 0;
        DivergedAt = 0;
        return true;
    }

    public override int Choose(in Decision decision)
    {
        while (_next < deviations.Count && deviations[_next].Step < decision.Step)
        {
            Diverge(deviations[_next++].Step);
        }

        if (_next == deviations.Count || deviations[_next].Step != decision.Step)
        {
            return 0;
        }

        if (deviations[_next].TryFindIn(decision, out int alternative))
        {
            _next++;
            return alternative;
        }

        return 0;
    }

    /// <summary>The schedule has ended.</summary>
    public void End()
    {
        if (_next < deviations.Count)
        {
            Diverge(deviations[_next].Step);
        }
    }

    private void Diverge(int step) => DivergedAt = DivergedAt == 0 ? step : DivergedAt;
}
