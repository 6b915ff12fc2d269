namespace Liten.Compare;

/// <summary>All that a run has found.</summary>
internal sealed record Report(
    Machine Machine,
    Protocol Protocol,
    int Workers,
    IReadOnlyList<PeerDefinition> Programs,
    IReadOnlyList<LineResult> Lines,
    IReadOnlyList<CurveResult> Curves,
    IReadOnlyList<string> Notes)
{
    public IEnumerable<PeerDefinition> Peers => Programs.Where(program => program.Key != PeerCatalog.Liten);

    public string TitleOf(string key) => PeerCatalog.Find(key).Title;
}
