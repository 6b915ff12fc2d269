namespace Liten.Testing;

/// <summary>Keeps the default order, and lists every deviation that it comes past.</summary>
internal sealed class ListingStrategy : ScheduleStrategy
{
    public List<Deviation> Alternatives { get; } = [];

    public override int Choose(in Decision decision)
    {
        for (int i = 1; i < decision.Count; i++)
        {
            Alternatives.Add(Deviation.Of(decision, i));
        }

        return 0;
    }
}
