namespace Liten.Compare;

/// <summary>One thing that every peer is asked to do.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Work">What one operation is, for the reader of the table.</param>
internal sealed record RowDefinition(string Name, string Work)
{
    /// <summary>How many tasks, timers or whatever the row is about.</summary>
    public long Size { get; init; }

    /// <summary>What comes out: one line of the table each. Time per operation, unless the row says otherwise.</summary>
    public IReadOnlyList<FigureDefinition> Figures { get; init; } = [];

    /// <summary>The row needs a process that has done nothing else, so each round has new ones, without warm-up.</summary>
    public bool Fresh { get; init; }

    /// <summary>How many times longer than others the row is measured, as it needs more samples.</summary>
    public int Patience { get; init; } = 1;

    /// <summary>How long the row is measured, if the setting does not decide that.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The name that the peers know, where it is not the row's own.</summary>
    public string? Asks { get; init; }

    /// <summary>Set where a whole program is measured instead of a request to a peer.</summary>
    public HelloVariant? Hello { get; init; }

    /// <summary>The row says something in these only.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = SettingCatalog.All;

    public IReadOnlyList<FigureDefinition> Lines => Figures is [] ? [new FigureDefinition(Name, "ns/op", Key: null)] : Figures;
}
