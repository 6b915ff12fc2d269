using System.Globalization;
using Liten;
using Spectre.Console;

namespace Crawler;

/// <summary>Shows how far the crawl is: a table on a terminal, a line each second elsewhere.</summary>
internal static class Screen
{
    private const int NarrowestBar = 10;
    private const int WidestBar = 40;
    private const int BesidesBar = 65;

    /// <summary>As many as most sites need, so that the table does not grow while one looks at it.</summary>
    private const int PagesWidth = 9;

    private static readonly TimeSpan s_betweenLines = TimeSpan.FromSeconds(1);

    /// <summary>Runs a crawl, which calls what it is given whenever there is something to show.</summary>
    public static async LitenTask<Tally> ShowAsync(bool isPlain, Func<Action<Tally>, LitenTask<Tally>> crawl)
    {
        if (isPlain || Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            TimeSpan next = s_betweenLines;
            return await crawl(tally => WriteLine(tally, ref next));
        }

        // Spectre.Console wants an async Task method. Such methods may await what Liten has, and come back to its
        // workers.
        return await AnsiConsole.Live(new Text("Crawling"))
            .AutoClear(true)
            .StartAsync(async context => await crawl(tally => context.UpdateTarget(View(tally))));
    }

    private static void WriteLine(Tally tally, ref TimeSpan next)
    {
        if (tally.Elapsed >= next)
        {
            next = tally.Elapsed + s_betweenLines;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{tally.Elapsed.TotalSeconds,5:F1} s: {tally.Fetched + tally.Failures.Count:N0} of {tally.Known:N0} "
                + $"known pages done, {tally.Failures.Count:N0} failed, {tally.Retries:N0} tries repeated"));
        }
    }

    private static Rows View(Tally tally)
    {
        int bar = Math.Clamp(AnsiConsole.Profile.Width - BesidesBar, NarrowestBar, WidestBar);
        string done = $"{Look.Count(tally.Fetched + tally.Failures.Count)} of {Look.Count(tally.Known)} known pages";
        Table table = Look.NewTable($"{done}, {Look.Seconds(tally.Elapsed)}");
        table.AddColumns(
            new TableColumn("Host").NoWrap(),
            new TableColumn("Done").NoWrap(),
            Look.Number("Pages").Width(PagesWidth),
            Look.Number("Waiting"),
            Look.Number("Retries"),
            Look.Number("Failed"));
        foreach (HostTally host in tally.Hosts)
        {
            int ended = host.Fetched + host.Failed;
            table.AddRow(
                new Text(host.Host.Name),
                Bar(ended, host.Host.Known, bar),
                new Text($"{Look.Count(ended)}/{Look.Count(host.Host.Known)}"),
                new Text(Look.Count(host.Host.Waiting.Count)),
                new Text(Look.Count(host.Retries), host.Retries > 0 ? Color.Yellow : Color.Grey),
                new Text(Look.Count(host.Failed), host.Failed > 0 ? Color.Red : Color.Grey));
        }

        return new Rows([table, .. tally.Recent.Select(Line), new Text("  Ctrl+C ends the crawl", Color.Grey)]);
    }

    private static Markup Bar(int done, int known, int width)
    {
        int full = known == 0 ? 0 : (int)((long)width * done / known);
        string color = full == width ? "green" : "blue";
        return new Markup($"[{color}]{new string('━', full)}[/][grey]{new string('─', width - full)}[/]");
    }

    private static Paragraph Line(Visit visit)
    {
        string milliseconds = $"{Look.Count((long)visit.Took.TotalMilliseconds),7} ms  ";
        string page = $"{visit.Page.Host}{visit.Page.PathAndQuery}";
        var line = new Paragraph { Overflow = Overflow.Ellipsis };
        line.Append(milliseconds, Color.Grey);
        line.Append(page, visit.Problem is null ? Style.Plain : Color.Red);
        line.Append(visit.Problem is null ? "" : $"  {visit.Problem}", Color.Red);
        line.Append(visit.Tries > 1 ? $"  {visit.Tries} tries" : "", Color.Yellow);
        return line;
    }
}
