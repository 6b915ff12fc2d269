namespace Liten.Compare;

/// <summary>The tables for docs/performance.md.</summary>
internal static class MarkdownReport
{
    public static string Write(Report report)
    {
        var lines = new List<string>();
        lines.AddRange(Headline.Before(report).Concat(Headline.After(report)).Select(line => $"- {line}"));
        foreach (Table table in Tables.Of(report))
        {
            lines.AddRange(["", $"**{table.Title}**", "", Line(table.Header), Line(table.Header.Select((_, column) => column == 0 ? "---" : "--:"))]);
            lines.AddRange(table.Rows.Select(Line));
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
