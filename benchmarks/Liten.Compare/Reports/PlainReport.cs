namespace Liten.Compare;

/// <summary>Aligned columns, for files and pipes.</summary>
internal static class PlainReport
{
    private const string Gap = "  ";

    public static void Write(Report report, TextWriter output)
    {
        WriteLines(Headline.Before(report), output);
        foreach (Table table in Tables.Of(report))
        {
            output.WriteLine();
            output.WriteLine(table.Title);
            IReadOnlyList<string>[] lines = [table.Header, .. table.Rows];
            int[] widths = [.. table.Header.Select((_, column) => lines.Max(line => line[column].Length))];
            WriteLines(lines.Select(line => string.Join(Gap, line.Select((cell, column) => Align(cell, column, widths[column]))).TrimEnd()), output);
        }

        output.WriteLine();
        WriteLines(Headline.After(report), output);
    }

    private static string Align(string cell, int column, int width) => column == 0 ? cell.PadRight(width) : cell.PadLeft(width);

    private static void WriteLines(IEnumerable<string> lines, TextWriter output)
    {
        foreach (string line in lines)
        {
            output.WriteLine(line);
        }
    }
}
