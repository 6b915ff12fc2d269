using System.Globalization;

namespace Liten.Compare;

/// <summary>Turns a report into tables, which the terminal, a file and a README show each in its own way.</summary>
internal static class Tables
{
    private const string Nothing = "-";

    public static IEnumerable<Table> Of(Report report)
    {
        if (report.Settings.Count > 1)
        {
            yield return Ratios(report);
        }

        foreach (SettingResult result in report.Settings.Where(result => result.Lines.Count > 0))
        {
            yield return Times(report, result);
            yield return Costs(report, result);
        }

        foreach (CurveResult curve in report.Curves)
        {
            yield return Curve(report, curve);
        }
    }

    /// <summary>What the rows mean; a reader of the terminal has the documentation for that.</summary>
    public static Table Work(Report report) => new(
        "What one operation is",
        ["row", "one operation"],
        [.. report.Rows.Select(row => (IReadOnlyList<string>)[row.Name, row.Work])])
    {
        HasNumbers = false,
    };

    private static Table Ratios(Report report) => new(
        "How many times better Liten is than its best peer [95 % interval], setting by setting",
        ["row", .. report.Settings.Select(result => result.Setting.Name), "worst", "where", "best peer there"],
        [.. report.Figures.Select(figure => (IReadOnlyList<string>)
        [
            figure.Name,
            .. report.Settings.Select(result => Ratio(result.Lines.FirstOrDefault(line => line.Figure == figure)?.RatioToBest)),
            .. Worst(report.WorstOf(figure)),
        ])]);

    private static string[] Worst(WorstResult? worst) => worst is null
        ? [Nothing, Nothing, Nothing]
        : [worst.Ratio.Value.ToString("F2", CultureInfo.InvariantCulture), worst.Setting.Name, worst.BestPeer];

    private static Table Times(Report report, SettingResult result) => new(
        $"{result.Setting}: what one operation takes, and how many times better Liten is than its best peer [95 % interval]",
        ["row", "unit", .. report.Programs.Select(program => program.Title), "ratio to best", "best peer"],
        [.. result.Lines.Select(line => (IReadOnlyList<string>)
        [
            line.Figure.Name,
            line.Figure.Unit,
            .. report.Programs.Select(program => Number(line.Of(program.Key)?.Value)),
            Ratio(line.RatioToBest),
            line.BestPeer is { } best ? Report.TitleOf(best) : Nothing,
        ])]);

    private static Table Costs(Report report, SettingResult result) => new(
        $"{result.Setting}: processor time (ns), allocated bytes and garbage collections (per million), per operation",
        ["row", .. report.Programs.Select(program => $"{program.Title} CPU"), .. Counting(report).Select(program => $"{program.Title} B"), .. Counting(report).Select(program => $"{program.Title} GC")],
        [.. result.Lines.Where(line => line.Row.Hello is null).DistinctBy(line => line.Row).Select(line => (IReadOnlyList<string>)
        [
            line.Row.Name,
            .. report.Programs.Select(program => Number(line.Of(program.Key)?.CpuPerOperation)),
            .. Counting(report).Select(program => Number(line.Of(program.Key)?.BytesPerOperation)),
            .. Counting(report).Select(program => Number(line.Of(program.Key)?.CollectionsPerMillion)),
        ])]);

    private static Table Curve(Report report, CurveResult curve) => new(
        $"{curve.Definition.Title} (ns/op)",
        [curve.Definition.Axis, .. report.Programs.Select(program => program.Title)],
        [.. curve.Points.Select(point => (IReadOnlyList<string>)
        [
            point.X.ToString("N0", CultureInfo.InvariantCulture),
            .. report.Programs.Select(program => Number(point.Line.Of(program.Key)?.Value)),
        ])]);

    /// <summary>Rust has no garbage collector, and nobody counts its allocations.</summary>
    private static IEnumerable<PeerDefinition> Counting(Report report) => report.Programs.Where(program => program.Key != "tokio");

    public static string Number(double? value) => value switch
    {
        null => Nothing,
        >= 100 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("F1", CultureInfo.InvariantCulture),
    };

    private static string Ratio(Interval? ratio)
        => ratio is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Value:F2} [{known.Low:F2}..{known.High:F2}]") : Nothing;
}
