namespace Liten.Testing;

/// <summary>Every choice by lot. Faults are rare, so that most of a schedule is an ordinary one.</summary>
internal sealed class RandomStrategy : ScheduleStrategy
{
    /// <summary>One decision in so many looks at the faults (arbitrary).</summary>
    private const int DecisionsPerFault = 8;

    private Lots _lots = new(0);

    public override void Start(ulong seed) => _lots = new Lots(seed);

    public override int Choose(in Decision decision)
    {
        int calm = decision.Runnable + (decision.TimeMayPass ? 1 : 0);
        return decision.Count > calm && _lots.Below(DecisionsPerFault) == 0
            ? calm + _lots.Below(decision.Count - calm)
            : _lots.Below(calm);
    }
}
