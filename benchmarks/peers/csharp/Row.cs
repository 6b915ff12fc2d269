namespace Liten.Peers;

/// <summary>One row of the table, as one peer does it.</summary>
/// <param name="Name">The row's name, the same in every peer.</param>
/// <param name="Granule">A run does a multiple of so many operations; given the size.</param>
/// <param name="Run">Does the operations.</param>
internal sealed record Row(string Name, Func<long, long> Granule, Func<Run, Outcome> Run)
{
    /// <summary>The row does one granule, however long that takes.</summary>
    public bool Once { get; init; }

    public long Whole(double operations, long size)
    {
        long granule = Granule(size);
        return Once ? granule : (long)Math.Max(1, Math.Round(operations / granule)) * granule;
    }
}
