using System.Globalization;
using Liten;
using Spectre.Console;

namespace Crawler;

/// <summary>Shows the results.</summary>
internal static class Summary
{
    private const int FailuresShown = 10;
    private const int NotDoneShown = 5;

    public static void Write(Tally tally, RuntimeMetrics metrics)
    {
        TimeSpan elapsed = tally.Elapsed;
        WriteHosts(tally);
        WriteFailures(tally.Failures);
        WriteMetrics(metrics);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{tally.Fetched:N0} of {tally.Known:N0} known pages fetched in {elapsed.TotalSeconds:F1} s, "
            + $"{tally.Fetched / Math.Max(elapsed.TotalSeconds, 1e-3):N0} per second; "
            + $"{tally.Failures.Count:N0} failed."));
        WriteNotDone(tally);
    }

    private static void WriteHosts(Tally tally)
    {
        Table table = Look.NewTable("Pages");
        table.AddColumns(
            new TableColumn("Host").NoWrap().Footer("total"),
            Look.Number("Fetched").Footer(Look.Count(tally.Fetched)),
            Look.Number("Size").Footer(Look.Kilobytes(tally.Bytes)),
            Look.Number("Slowest").Footer(Look.Milliseconds(tally.Hosts.Max(host => host.Slowest))),
            Look.Number("Retries").Footer(Look.Count(tally.Retries)),
            Look.Number("Failed").Footer(Look.Count(tally.Failures.Count)));
        foreach (HostTally host in tally.Hosts)
        {
            table.AddRow(
                host.Host.Name,
                Look.Count(host.Fetched),
                Look.Kilobytes(host.Bytes),
                Look.Milliseconds(host.Slowest),
                Look.Count(host.Retries),
                Look.Count(host.Failed));
        }

        AnsiConsole.Write(table);
    }

    private static void WriteFailures(List<Visit> failures)
    {
        if (failures.Count == 0)
        {
            return;
        }

        Table table = Look.NewTable("Failures");
        table.AddColumns(new TableColumn("Page"), Look.Number("Tries"), new TableColumn("Reason"));
        foreach (Visit visit in failures.Take(FailuresShown))
        {
            // A link may hold anything, also what a string here would be read as: markup.
            table.AddRow(
                new Text(visit.Page.ToString()),
                new Text(Look.Count(visit.Tries)),
                new Text(visit.Problem!, Color.Red));
        }

        if (failures.Count > FailuresShown)
        {
            table.AddRow($"and {Look.Count(failures.Count - FailuresShown)} more");
        }

        AnsiConsole.Write(table);
    }

    private static void WriteMetrics(RuntimeMetrics metrics)
    {
        Table table = Look.NewTable("Runtime");
        table.AddColumns(
            new TableColumn("Worker"),
            Look.Number("Busy"),
            Look.Number("Turns"),
            Look.Number("Sleeps"),
            Look.Number("Steals"));
        foreach (WorkerMetrics worker in metrics.Workers)
        {
            table.AddRow(
                worker.Name,
                Look.Milliseconds(worker.BusyTime),
                Look.Count(worker.Polls),
                Look.Count(worker.Parks),
                Look.Count(worker.StealOperations));
        }

        AnsiConsole.Write(table);
        Console.WriteLine(
            $"Tasks: {Look.Count(metrics.SpawnedTasks)} spawned, {Look.Count(metrics.AliveTasks)} alive. "
            + $"Timers: {Look.Count(metrics.LiveTimers)}. "
            + $"Returns from .NET's threads: {Look.Count(metrics.ThreadPoolReturns)}.");
    }

    /// <summary>After Ctrl+C: how much is not done, and what, host by host.</summary>
    private static void WriteNotDone(Tally tally)
    {
        if (tally.NotDone.Count == 0)
        {
            return;
        }

        Console.WriteLine(
            $"interrupted: {Look.Count(tally.NotDone.Count)} of {Look.Count(tally.Known)} pages not done "
            + $"({Look.Count(tally.CutShort)} cut short, "
            + $"{Look.Count(tally.NotDone.Count - tally.CutShort)} never asked for):");
        foreach (IGrouping<string, Uri> host in tally.NotDone.GroupBy(page => page.Host).OrderBy(group => group.Key))
        {
            string first = string.Join(", ", host.Take(NotDoneShown).Select(page => page.PathAndQuery));
            int more = host.Count() - NotDoneShown;
            Console.WriteLine($"  {host.Key}: {first}{(more > 0 ? $" and {Look.Count(more)} more" : "")}");
        }
    }
}
