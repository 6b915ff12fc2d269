using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Crawler;

/// <summary>What the user asked for.</summary>
internal sealed class CommandLine
{
    private const int MostPages = 100_000;
    private const int MostAtOnce = 1_000;

    public static string Help => $"""
        Usage: crawler [OPTIONS]

        Serves a small made-up web site on this machine and crawls it: follows all links from
        its first page, and shows what it found. Nothing is read from any other machine.

          --hosts N      hosts that the site has, 1 to {SiteMap.MostHosts} (default: 4)
          --pages N      pages that each host has, 1 to {MostPages} (default: 60)
          --parallel N   requests at once, 1 to {MostAtOnce} (default: 6)
          --per-host N   requests at once to one host, 1 to {MostAtOnce} (default: 2)
          --rate N       requests per second to one host, 1 to {MostAtOnce} (default: 20)
          --plain        lines of text instead of a table that moves
          -h, --help     show this text

        The site is made to give trouble: some pages are slow, some answer 503 once or twice,
        one does so always, one never answers, one link leads nowhere. A request may take one
        second. What may work the next time is tried again, up to three times, after a pause
        that doubles.

        Ctrl+C ends the crawl: requests under way are cut short, and what was not done is told.
        A second Ctrl+C ends the program at once.

        Exit codes: 0 success, also when some pages failed; 2 wrong usage; 130 interrupted with
        Ctrl+C before all was done.
        """;

    public int Hosts { get; private set; } = 4;

    public int Pages { get; private set; } = 60;

    public int Parallel { get; private set; } = 6;

    public int PerHost { get; private set; } = 2;

    public int Rate { get; private set; } = 20;

    public bool IsPlain { get; private set; }

    public bool WantsHelp { get; private set; }

    public static bool TryParse(
        string[] args, [NotNullWhen(true)] out CommandLine? commandLine, [NotNullWhen(false)] out string? problem)
    {
        var parsed = new CommandLine();
        problem = null;
        for (int i = 0; i < args.Length && problem is null; i++)
        {
            string option = args[i];
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (option)
            {
                case "-h" or "--help": parsed.WantsHelp = true; break;
                case "--plain": parsed.IsPlain = true; break;
                case "--hosts": parsed.Hosts = Number(SiteMap.MostHosts, ref problem); break;
                case "--pages": parsed.Pages = Number(MostPages, ref problem); break;
                case "--parallel": parsed.Parallel = Number(MostAtOnce, ref problem); break;
                case "--per-host": parsed.PerHost = Number(MostAtOnce, ref problem); break;
                case "--rate": parsed.Rate = Number(MostAtOnce, ref problem); break;
                default: problem = Unexpected(option); break;
            }

            int Number(int most, ref string? problem)
            {
                i++;
                bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
                if (!isNumber || number < 1 || number > most)
                {
                    string given = value is null ? "nothing follows it" : $"not '{value}'";
                    problem = $"{option} wants a number from 1 to {most}, {given}; --help shows what there is";
                }

                return number;
            }
        }

        commandLine = problem is null ? parsed : null;
        return commandLine is not null;
    }

    private static string Unexpected(string argument) => argument.StartsWith('-')
        ? $"unknown option '{argument}'; --help shows what there is"
        : $"unexpected argument '{argument}': the site is made up here, so there is no address to name; "
            + "--help shows the usage";
}
