namespace Liten.Compare;

/// <summary>One line of the table.</summary>
internal sealed record LineResult(FigureDefinition Figure, RowDefinition Row, PeerResult? Liten, IReadOnlyDictionary<string, PeerResult> Peers)
{
    /// <summary>The peer that leaves Liten the smallest lead; null if there is nobody to compare with.</summary>
    public string? BestPeer => Ratios.Count == 0 ? null : Ratios.MinBy(peer => peer.Value.Value).Key;

    public Interval? RatioToBest => BestPeer is { } best ? Ratios[best] : null;

    public PeerResult? Of(string key) => key == PeerCatalog.Liten ? Liten : Peers.GetValueOrDefault(key);

    private Dictionary<string, Interval> Ratios
        => Peers.Where(peer => peer.Value.Ratio is not null).ToDictionary(peer => peer.Key, peer => peer.Value.Ratio!.Value);

    /// <summary>Compares the samples of the rounds, which all programs have equally many of.</summary>
    public static LineResult From(FigureDefinition figure, RowDefinition row, IReadOnlyDictionary<string, List<Sample>> all)
    {
        var rounds = all.Where(peer => peer.Value.TrueForAll(sample => !double.IsNaN(sample.Figure(figure)))).ToDictionary();
        IReadOnlyList<Sample>? liten = rounds.GetValueOrDefault(PeerCatalog.Liten);
        PeerResult Summarize(IReadOnlyList<Sample> samples, bool compare) => new(
            [.. samples.Select(sample => sample.Figure(figure))],
            compare && liten is not null ? Bootstrap.OfMedian([.. samples.Zip(liten, (peer, own) => peer.Figure(figure) / own.Figure(figure))]) : null,
            Median.Of(samples.Select(sample => sample.CpuPerOperation)),
            MedianOrNull(samples.Select(sample => sample.BytesPerOperation)),
            MedianOrNull(samples.Select(sample => sample.CollectionsPerMillion)));

        return new LineResult(
            figure,
            row,
            liten is null ? null : Summarize(liten, compare: false),
            rounds.Where(peer => peer.Key != PeerCatalog.Liten).ToDictionary(peer => peer.Key, peer => Summarize(peer.Value, compare: true)));
    }

    private static double? MedianOrNull(IEnumerable<double?> values)
        => values.ToList() is var all && all.All(value => value is not null) ? Median.Of(all.Select(value => value!.Value)) : null;
}
