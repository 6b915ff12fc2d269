using System.Globalization;
using System.Text;

namespace Liten.Compare;

/// <summary>
/// One bar per row: how many times faster Liten is than its best peer, on a logarithmic scale. Of several settings, the worst
/// for Liten.
/// </summary>
internal static class SvgChart
{
    private const int Left = 190;
    private const int Plot = 480;
    private const int Right = 230;
    private const int Top = 56;
    private const int Step = 24;
    private const int Bar = 14;
    private const int CaptionStep = 18;
    private const int Foot = 64;
    private const double Least = 0.125;
    private const double Most = 32;

    private static readonly double[] s_marks = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32];

    /// <summary>Colours that a reader's light or dark page can bear.</summary>
    private const string Style = """
        <style>
        text { font: 12px system-ui, sans-serif; fill: #24292f; }
        .title { font-size: 15px; font-weight: 600; }
        .note { fill: #57606a; }
        .grid { stroke: #d0d7de; }
        .mark { stroke: #57606a; stroke-width: 1.5; }
        .target { stroke: #57606a; stroke-width: 1.5; stroke-dasharray: 4 3; }
        .wins { fill: #1a7f37; } .close { fill: #bf8700; } .loses { fill: #cf222e; }
        .whisker { stroke: #24292f; }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; } .note { fill: #8d96a0; } .grid { stroke: #30363d; } .mark, .target { stroke: #8d96a0; }
        .wins { fill: #3fb950; } .close { fill: #d29922; } .loses { fill: #f85149; } .whisker { stroke: #e6edf3; }
        }
        </style>
        """;

    public static string Draw(Report report)
    {
        WorstResult[] lines = [.. report.Figures.Select(report.WorstOf).OfType<WorstResult>()];
        int bottom = Top + (lines.Length * Step);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + Plot + Right}\" height=\"{bottom + Foot}\" viewBox=\"0 0 {Left + Plot + Right} {bottom + Foot}\" role=\"img\" aria-label=\"Liten compared with its best peer, row by row\">\n{Style}\n");
        Text(svg, 10, 22, "title", "How many times better Liten is than its best peer, row by row (right of 1 is better; log scale)");
        foreach (double mark in s_marks)
        {
            string kind = mark switch { 1 => "mark", 2 => "target", _ => "grid" };
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{kind}\" x1=\"{X(mark):F1}\" x2=\"{X(mark):F1}\" y1=\"{Top - 6}\" y2=\"{bottom}\"/>\n");
            Text(svg, X(mark), Top - 12, "note", mark.ToString(CultureInfo.InvariantCulture), "middle");
        }

        foreach ((int index, WorstResult line) in lines.Index())
        {
            Row(svg, Top + (index * Step), line, report.Settings.Count > 1);
        }

        foreach ((int index, string caption) in Captions(report).Index())
        {
            Text(svg, 10, bottom + 28 + (index * CaptionStep), "note", caption);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static IEnumerable<string> Captions(Report report)
    {
        yield return report.Settings is [SettingResult only]
            ? string.Create(CultureInfo.InvariantCulture, $"Setting {only.Setting}: {only.Setting.Says}; median of {only.Protocol.Rounds} rounds.")
            : $"Each row shows its worst of the settings {string.Join(", ", report.Settings.Select(result => result.Setting))}, which stands behind the peer.";
        yield return $"{report.Machine.Date}, {report.Machine.Description}, {report.Workers} workers";
    }

    private static void Row(StringBuilder svg, int y, WorstResult line, bool nameSetting)
    {
        Interval ratio = line.Ratio;
        double from = Math.Min(X(1), X(ratio.Value));
        double width = Math.Abs(X(ratio.Value) - X(1));
        string kind = ratio.Low > 1 ? "wins" : ratio.High < 1 ? "loses" : "close";
        int middle = y + (Step / 2);
        Text(svg, Left - 10, middle + 4, "", line.Line.Figure.Name, "end");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{from:F1}\" y=\"{middle - (Bar / 2)}\" width=\"{Math.Max(width, 1):F1}\" height=\"{Bar}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"whisker\" x1=\"{X(ratio.Low):F1}\" x2=\"{X(ratio.High):F1}\" y1=\"{middle}\" y2=\"{middle}\"/>\n");
        string setting = nameSetting ? $", {line.Setting}" : "";
        Text(svg, Left + Plot + 10, middle + 4, "note", string.Create(CultureInfo.InvariantCulture, $"{ratio.Value:F2} x {line.BestPeer}{setting}"));
    }

    private static double X(double ratio)
        => Left + (Plot * Math.Log2(Math.Clamp(ratio, Least, Most) / Least) / Math.Log2(Most / Least));

    private static void Text(StringBuilder svg, double x, double y, string kind, string text, string anchor = "start")
        => svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{kind}\" x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\">{System.Security.SecurityElement.Escape(text)}</text>\n");
}
