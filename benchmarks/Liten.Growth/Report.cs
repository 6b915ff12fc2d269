using System.Globalization;
using Spectre.Console;

namespace Liten.Growth;

/// <summary>The table of all operations.</summary>
internal static class Report
{
    /// <summary>Of a file or a pipe, which has no width of its own.</summary>
    private const int PlainWidth = 200;

    public static void Print(IReadOnlyList<Growth> growths, Protocol protocol)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PlainWidth;
        }

        Table table = NewTable(protocol);
        foreach (Growth growth in growths)
        {
            AddRow(table, growth);
        }

        AnsiConsole.Write(table);
        int grown = growths.Count(static growth => growth.Verdict != Verdict.Steady);
        AnsiConsole.WriteLine($"{growths.Count} operations, {grown} of them grow");
    }

    private static Table NewTable(Protocol protocol)
    {
        string few = Number(Protocol.Others, "N0");
        string many = Number(Protocol.Others * Protocol.Factor, "N0");
        Table table = new Table { Border = TableBorder.Rounded }
            .Title($"One operation beside {few} others and beside {many}: the least of {protocol.Rounds} rounds")
            .AddColumns("operation", "others");
        foreach (string column in (string[])[$"ns, {few}", $"ns, {many}", "ratio", $"B, {few}", $"B, {many}", "B kept"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        return table.AddColumn("");
    }

    private static void AddRow(Table table, Growth growth)
    {
        string colour = growth.Verdict == Verdict.Steady ? "green" : "red";
        table.AddRow(
            Markup.Escape(growth.Operation.Name),
            Markup.Escape(growth.Operation.Others),
            Number(growth.Few.Nanoseconds, "N0"),
            Number(growth.Many.Nanoseconds, "N0"),
            $"[{colour}]{Number(growth.Ratio, "F2")}[/]",
            Number(growth.Few.Bytes, "F1"),
            Number(growth.Many.Bytes, "F1"),
            Number(growth.MostKept, "F1"),
            $"[{colour}]{Explain(growth.Verdict)}[/]");
    }

    private static string Explain(Verdict verdict) => verdict switch
    {
        Verdict.Steady => "",
        Verdict.TakesLonger => $"a ratio above {Number(Growth.RatioLimit, "F1")}",
        Verdict.AllocatesMore => "allocates more",
        _ => "keeps memory",
    };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
