using Spectre.Console;

namespace Liten.Compare;

/// <summary>Tables with lines and colour.</summary>
internal static class TerminalReport
{
    public static void Write(Report report)
    {
        WriteLines(Headline.Before(report));
        foreach (Table table in Tables.Of(report))
        {
            var drawn = new Spectre.Console.Table { Title = new TableTitle(Markup.Escape(table.Title)), Border = TableBorder.Rounded };
            foreach ((int index, string column) in table.Header.Index())
            {
                drawn.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = index == 0 ? Justify.Left : Justify.Right });
            }

            foreach (IReadOnlyList<string> row in table.Rows)
            {
                drawn.AddRow([.. row.Select(Markup.Escape)]);
            }

            AnsiConsole.Write(drawn);
        }

        WriteLines(Headline.After(report));
    }

    private static void WriteLines(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            AnsiConsole.WriteLine(line);
        }
    }
}
