namespace Liten.Compare;

/// <summary>The tables for docs/performance.md.</summary>
internal static class MarkdownReport
{
    public const string Begin = "<!-- comparison: begin (written by --markdown) -->";
    public const string End = "<!-- comparison: end -->";

    /// <summary>Puts the tables between the two marks of a document, or behind a text that has none.</summary>
    public static string Write(Report report, string document)
    {
        int begin = document.IndexOf(Begin, StringComparison.Ordinal);
        int end = begin < 0 ? -1 : document.IndexOf(End, begin, StringComparison.Ordinal);
        string marked = $"{Begin}\n\n{Body(report)}\n{End}";
        return end < 0 ? $"{document}{marked}\n" : string.Concat(document.AsSpan(0, begin), marked, document.AsSpan(end + End.Length));
    }

    private static string Body(Report report)
    {
        var lines = new List<string>();
        lines.AddRange(Headline.Before(report).Concat(Headline.After(report)).Select(line => $"- {line}"));
        foreach (Table table in Tables.Of(report).Append(Tables.Work(report)))
        {
            lines.AddRange(["", $"**{table.Title}**", "", Line(table.Header), Line(table.Header.Select((_, column) => column == 0 || !table.HasNumbers ? "---" : "--:"))]);
            lines.AddRange(table.Rows.Select(Line));
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
