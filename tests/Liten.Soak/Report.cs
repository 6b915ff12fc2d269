using Spectre.Console;

namespace Liten.Soak;

/// <summary>Shows a run while it goes on: a growing table on a terminal, else a line per interval.</summary>
internal static class Report
{
    private const int CellWidth = 13;

    public static Verdict Show(Func<Action<Interval>, Verdict> run)
    {
        if (!AnsiConsole.Profile.Out.IsTerminal)
        {
            WriteLine(IntervalRow.Headings);
            return run(static interval => WriteLine(IntervalRow.Cells(interval)));
        }

        Table table = NewTable();
        return AnsiConsole.Live(table).Start(live => run(interval =>
        {
            table.AddRow([.. IntervalRow.Cells(interval)]);
            live.Refresh();
        }));
    }

    public static void Write(Verdict verdict)
    {
        foreach ((string load, long operations) in verdict.Operations)
        {
            Console.WriteLine($"{load,-20} {operations,15:N0}");
        }

        Console.WriteLine($"tasks: {verdict.Tasks.Spawned:N0} spawned = {verdict.Tasks.Completed:N0} completed + {verdict.Tasks.Faulted:N0} faulted + {verdict.Tasks.Aborted:N0} aborted");
        Console.WriteLine($"slopes: {verdict.Slopes}");
        foreach (string failure in verdict.Failures)
        {
            Console.WriteLine($"FAILURE {failure}");
        }

        string interrupted = verdict.WasInterrupted ? ", interrupted" : "";
        Console.WriteLine(
            $"{(verdict.HasPassed ? "PASSED" : "FAILED")}: {verdict.AllOperations:N0} operations in {verdict.Elapsed.TotalSeconds:N1} s, seed {verdict.Seed}{interrupted}");
    }

    private static Table NewTable()
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string heading in IntervalRow.Headings)
        {
            table.AddColumn(new TableColumn(new Text(heading)).RightAligned());
        }

        return table;
    }

    private static void WriteLine(IReadOnlyList<string> cells) => Console.WriteLine(string.Concat(cells.Select(static cell => cell.PadLeft(CellWidth))));
}
