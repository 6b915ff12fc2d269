namespace Liten.Testing;

/// <summary>
/// By turns a random walk, few deviations in system, and PCT: each finds what another is slow to find.
/// </summary>
internal sealed class DefaultStrategy : ScheduleStrategy
{
    private readonly ScheduleStrategy[] _all =
        [new SystematicStrategy(maxDeviations: 2), new RandomStrategy(), new PctStrategy(depth: 3)];

    private ScheduleStrategy _current = null!;

    public override void Start(ulong seed)
    {
        foreach (ScheduleStrategy strategy in _all)
        {
            strategy.Start(seed++);
        }
    }

    public override bool Begin(int schedule)
    {
        _current = _all[schedule % _all.Length];
        return _current.Begin(schedule / _all.Length);
    }

    public override int Choose(in Decision decision) => _current.Choose(decision);
}
