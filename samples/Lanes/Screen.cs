using System.Globalization;
using Liten;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lanes;

/// <summary>Shows four times a second what the parts get: a table on a terminal, and the last one elsewhere.</summary>
internal static class Screen
{
    private const int Period = 250;

    public static void Show(Runtime runtime, Requests requests, Ledger ledger, CancellationToken closing)
    {
        IRenderable last = new Text("The office opens.");
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            Watch(() => last = View(runtime, requests, ledger), closing);
        }
        else
        {
            AnsiConsole.Live(last).AutoClear(true).Start(context => Watch(
                () =>
                {
                    last = View(runtime, requests, ledger);
                    context.UpdateTarget(last);
                },
                closing));
        }

        AnsiConsole.Write(last);
    }

    private static void Watch(Action look, CancellationToken closing)
    {
        while (!closing.WaitHandle.WaitOne(Period))
        {
            look();
        }
    }

    private static Rows View(Runtime runtime, Requests requests, Ledger ledger)
    {
        (int count, double half, double most) = requests.TakeDelays();
        return new Rows(
            LaneTable(runtime.Metrics.Lanes),
            new Markup(string.Create(
                CultureInfo.InvariantCulture,
                $"[bold]{count}[/] requests: half of them waited [bold]{half:F2}[/] ms, 99 of 100 [bold]{most:F2}[/] ms at most")),
            new Markup(string.Create(
                CultureInfo.InvariantCulture,
                $"[bold]{ledger.Entries:N0}[/] entries in the ledger, two at once [bold {(ledger.Collisions > 0 ? "red" : "green")}]{ledger.Collisions:N0}[/] times")));
    }

    private static IRenderable LaneTable(IReadOnlyList<LaneMetrics> lanes)
    {
        if (lanes.Count == 0)
        {
            return new Text("No lanes: everything waits in one order.");
        }

        Table table = new Table().AddColumns("lane", "queued", "workers", "share of time", "entitled to", "average delay");
        foreach (LaneMetrics lane in lanes)
        {
            table.AddRow(
                lane.Name,
                $"{lane.QueuedItems}",
                $"{lane.RunningWorkers}",
                lane.ShareOfTime.ToString("P1", CultureInfo.InvariantCulture),
                lane.EntitledShare.ToString("P1", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{lane.AverageDelay.TotalMilliseconds:F3} ms"));
        }

        return table;
    }
}
