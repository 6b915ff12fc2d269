namespace Liten.Compare;

/// <summary>The tables for docs/performance.md, which has a marked section for each machine.</summary>
internal static class MarkdownReport
{
    public const string End = "<!-- comparison: end -->";

    public static string BeginOf(string machine) => $"<!-- comparison: begin (written by --markdown), machine: {machine} -->";

    /// <summary>
    /// Replaces the section of this machine; else puts a new one behind the last section of another, or behind a document that
    /// has none.
    /// </summary>
    public static string Write(Report report, string document, string machine)
    {
        string begin = BeginOf(machine);
        string section = $"{begin}\n\n### {machine}\n\n{Body(report)}\n{End}";
        int start = document.IndexOf(begin, StringComparison.Ordinal);
        int end = start < 0 ? -1 : document.IndexOf(End, start, StringComparison.Ordinal);
        if (end >= 0)
        {
            return $"{document[..start]}{section}{document[(end + End.Length)..]}";
        }

        int last = document.LastIndexOf(End, StringComparison.Ordinal);
        return last < 0
            ? $"{document}{section}\n"
            : $"{document[..(last + End.Length)]}\n\n{section}{document[(last + End.Length)..]}";
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
