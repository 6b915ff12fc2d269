using Spectre.Console;

namespace Liten.Compare;

/// <summary>One run of the program, after its command line was understood.</summary>
internal static class Session
{
    private const int Stopped = 130; // what a shell reports for a program that Ctrl+C ended

    public static async Task<int> RunAsync(CommandLine line)
    {
        PeerDefinition[] known = [.. line.Peers.Prepend(PeerCatalog.Liten).Select(PeerCatalog.Find)];
        (line, string[] unavailable) = WithoutUnavailable(line);
        string[] missing = [.. known.Where(peer => !peer.Exists).Select(Headline.Missing), .. unavailable];
        Warn(missing);
#if DEBUG
        Warn(["this is a debug build, so its times mean nothing; use -c Release"]);
#endif

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true; // to print what was measured so far
            stop.Cancel();
        };

        var comparison = new Comparison(line, [.. known.Where(peer => peer.Exists)]);
        bool complete = await ShowingProgressAsync(progress => comparison.RunAsync(progress, stop.Token));
        Report report = comparison.Report;
        report = report with { Notes = [.. missing, .. report.Notes, .. complete ? Array.Empty<string>() : ["stopped by the user before its end"]] };
        Write(report);
        bool written = Save(line.Json, JsonReport.Write, report)
            & Save(line.Svg, SvgChart.Draw, report)
            & Save(line.Markdown, written => MarkdownReport.Write(written, ReadIfThere(line.Markdown), line.Machine ?? written.Machine.Name), report);
        return !complete ? Stopped : written ? 0 : 1;
    }

    /// <exception cref="UsageException">None of the settings can be had here.</exception>
    private static (CommandLine Line, string[] Reasons) WithoutUnavailable(CommandLine line)
    {
        string[] reasons = [.. line.Settings.Where(setting => setting.WhyNotHere is not null)
            .Select(setting => $"{setting} is left out: {setting.WhyNotHere}")];
        Setting[] settings = [.. line.Settings.Where(setting => setting.WhyNotHere is null)];
        return settings is [] ? throw new UsageException(string.Join("; ", reasons)) : (line with { Settings = settings }, reasons);
    }

    /// <returns>False if the user stopped it.</returns>
    private static async Task<bool> ShowingProgressAsync(Func<Action<string>, Task> action)
    {
        try
        {
            if (Console.IsOutputRedirected)
            {
                await action(static step => Warn([$"measuring {step}"]));
            }
            else
            {
                // Without a spinner: it would run while the peers are measured.
                await AnsiConsole.Status().AutoRefresh(false).StartAsync("measuring", context => action(step =>
                {
                    context.Status($"measuring {Markup.Escape(step)}");
                    context.Refresh();
                }));
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            Warn(["stopped; this is what was measured so far"]);
            return false;
        }
    }

    private static void Write(Report report)
    {
        if (Console.IsOutputRedirected)
        {
            PlainReport.Write(report, Console.Out);
        }
        else
        {
            TerminalReport.Write(report);
        }
    }

    private static bool Save(string? path, Func<Report, string> write, Report report)
    {
        if (path is null)
        {
            return true;
        }

        try
        {
            File.WriteAllText(path, write(report));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Warn([error.Message]);
            return false;
        }
    }

    private static string ReadIfThere(string? path) => File.Exists(path) ? File.ReadAllText(path) : "";

    private static void Warn(IEnumerable<string> messages)
    {
        foreach (string message in messages)
        {
            Console.Error.WriteLine($"compare: {message}");
        }
    }
}
