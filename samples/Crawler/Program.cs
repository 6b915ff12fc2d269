using System.Runtime.InteropServices;
using Liten;

namespace Crawler;

/// <summary>
/// Crawls a site that it serves itself. <c>[LitenMain]</c> builds a runtime and runs this method on it.
/// </summary>
internal static class Program
{
    private const int Success = 0;
    private const int Refused = 2;
    private const int Interrupted = 130;

    [LitenMain]
    private static async LitenTask<int> Main(string[] args)
    {
        if (!CommandLine.TryParse(args, out CommandLine? commandLine, out string? problem))
        {
            Console.Error.WriteLine($"crawler: {problem}");
            return Refused;
        }

        if (commandLine.WantsHelp)
        {
            Console.WriteLine(CommandLine.Help);
            return Success;
        }

        // The first Ctrl+C lets the tasks stop by themselves; a second one ends the process.
        var interrupt = new CancellationTokenSource();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        });

        Tally tally = await CrawlAsync(commandLine, interrupt.Token);
        Summary.Write(tally, Runtime.Current.Metrics);
        return tally.NotDone.Count == 0 ? Success : Interrupted;
    }

    private static async LitenTask<Tally> CrawlAsync(CommandLine options, CancellationToken stop)
    {
        var map = new SiteMap(options.Hosts, options.Pages);
        await using Site site = await Site.StartAsync(map);
        using HttpClient client = site.NewClient();
        Host[] hosts = [.. map.Hosts.Select(name => new Host(name, options.Rate))];
        var crawl = new Crawl(hosts, new Fetcher(client, options.Parallel), options.PerHost, stop);
        return await Screen.ShowAsync(options.IsPlain, show => crawl.RunAsync(map.Start, show));
    }
}
