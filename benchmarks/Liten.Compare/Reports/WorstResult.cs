namespace Liten.Compare;

/// <summary>A line of the table, in the setting that is hardest for Liten.</summary>
internal sealed record WorstResult(Setting Setting, LineResult Line)
{
    public Interval Ratio => Line.RatioToBest!.Value;

    public string BestPeer => Report.TitleOf(Line.BestPeer!);
}
