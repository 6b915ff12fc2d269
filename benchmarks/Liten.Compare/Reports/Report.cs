namespace Liten.Compare;

/// <summary>All that a run has found.</summary>
/// <param name="Speed">Null if the run was stopped before it was measured.</param>
internal sealed record Report(
    Machine Machine,
    MachineSpeed? Speed,
    int Workers,
    IReadOnlyList<PeerDefinition> Programs,
    IReadOnlyList<SettingResult> Settings,
    IReadOnlyList<CurveResult> Curves,
    IReadOnlyList<string> Notes)
{
    public IEnumerable<PeerDefinition> Peers => Programs.Where(program => program.Key != PeerCatalog.Liten);

    /// <summary>The lines of the tables, each once, whatever settings have them.</summary>
    public IEnumerable<FigureDefinition> Figures => Settings.SelectMany(result => result.Lines).Select(line => line.Figure).Distinct();

    public IEnumerable<RowDefinition> Rows => Settings.SelectMany(result => result.Lines).Select(line => line.Row).Distinct();

    public static string TitleOf(string key) => PeerCatalog.Find(key).Title;

    /// <summary>The line in the setting that leaves Liten the smallest lead; null where nobody was compared with.</summary>
    public WorstResult? WorstOf(FigureDefinition figure) => Settings
        .SelectMany(result => result.Lines
            .Where(line => line.Figure == figure && line.RatioToBest is not null)
            .Select(line => new WorstResult(result.Setting, line)))
        .MinBy(worst => worst.Ratio.Value);
}
