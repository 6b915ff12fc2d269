using System.Globalization;

namespace Liten.Soak;

/// <summary>What the user asked for.</summary>
internal sealed record CommandLine(TimeSpan Duration, int Seed, string? JsonFile, bool WantsHelp)
{
    private const double LongestHours = 24 * 365;

    public static string Help => """
        Usage: Liten.Soak [--minutes N | --hours N] [--seed S] [--json FILE]

        Puts a mixed load on one runtime and watches what it loses and what it leaks.

          --minutes N, --hours N   how long (default: 10 minutes); fractions are allowed
          --seed S                 replays the random choices of a run, not its interleaving
          --json FILE              writes the figures to a file as well
          -h, --help               shows this text

        Figures appear after each hour, or after each tenth of a run of less than ten hours.
        Ctrl+C ends the run early, with the verdict so far; a second one ends the process.

        Exit codes: 0 passed; 1 something was lost or leaked, or nothing moved for 10 seconds;
        2 wrong usage.
        """;

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static CommandLine Parse(string[] args)
    {
        var result = new CommandLine(TimeSpan.FromMinutes(10), Random.Shared.Next(), null, false);
        bool hasDuration = false;
        for (int i = 0; i < args.Length; i++)
        {
            string option = args[i];
            if (option is "-h" or "--help")
            {
                result = result with { WantsHelp = true };
                continue;
            }

            if (option is not ("--minutes" or "--hours" or "--seed" or "--json"))
            {
                throw new UsageException($"unknown argument '{option}'");
            }

            string value = ++i < args.Length ? args[i] : throw new UsageException($"{option} needs a value");
            if (option is "--minutes" or "--hours" && hasDuration)
            {
                throw new UsageException("the duration is given twice");
            }

            hasDuration |= option is "--minutes" or "--hours";
            result = result.With(option, value);
        }

        return result;
    }

    private CommandLine With(string option, string value) => option switch
    {
        "--minutes" => this with { Duration = TimeSpan.FromHours(Number(option, value, 60 * LongestHours) / 60) },
        "--hours" => this with { Duration = TimeSpan.FromHours(Number(option, value, LongestHours)) },
        "--seed" => this with
        {
            Seed = int.TryParse(value, CultureInfo.InvariantCulture, out int seed) ? seed : throw new UsageException($"--seed needs a whole number, not '{value}'"),
        },
        _ => this with { JsonFile = WritableFile(value) },
    };

    private static double Number(string option, string value, double largest)
        => double.TryParse(value, CultureInfo.InvariantCulture, out double number) && number > 0 && number <= largest
            ? number
            : throw new UsageException($"{option} needs a number above 0 and up to {largest.ToString(CultureInfo.InvariantCulture)}, not '{value}'");

    /// <summary>Found out at once, not after a day.</summary>
    private static string WritableFile(string path)
    {
        try
        {
            using FileStream file = File.Open(path, FileMode.OpenOrCreate, FileAccess.Write);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--json: cannot write '{path}': {exception.Message}");
        }
    }
}
