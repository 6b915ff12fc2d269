using System.Globalization;

namespace Liten.Compare;

/// <summary>What the user asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = "usage: compare [--rows a,b] [--peers a,b] [--workers N] [--rounds N] [--quick] [--curves] [--json FILE] [--svg FILE] [--markdown FILE]";

    private const int MostRounds = 10_000;

    public IReadOnlyList<RowDefinition> Rows { get; private init; } = RowCatalog.All;

    public IReadOnlyList<string> Peers { get; private init; } = PeerCatalog.Keys;

    public int Workers { get; private init; } = Math.Min(Environment.ProcessorCount, 256);

    public int? Rounds { get; private init; }

    public bool Quick { get; private init; }

    public bool Curves { get; private init; }

    public bool Help { get; private init; }

    public string? Json { get; private init; }

    public string? Svg { get; private init; }

    public string? Markdown { get; private init; }

    public Protocol Protocol => Quick ? Protocol.Quick(Rounds) : Protocol.Full(Rounds);

    /// <exception cref="UsageException">With one line that says what is wrong and what there is to choose from.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine();
        for (int i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw new UsageException($"{args[i - 1]} needs a value; {Usage}");
            line = args[i] switch
            {
                "--rows" => line with { Rows = Choose("row", Value(), RowCatalog.Find, RowCatalog.Names) },
                "--peers" => line with { Peers = Choose("peer", Value(), PeerCatalog.FindKey, string.Join(", ", PeerCatalog.Keys)) },
                "--workers" => line with { Workers = Number("--workers", Value(), 256) },
                "--rounds" => line with { Rounds = Number("--rounds", Value(), MostRounds) },
                "--quick" => line with { Quick = true },
                "--curves" => line with { Curves = true },
                "--json" => line with { Json = Value() },
                "--svg" => line with { Svg = Value() },
                "--markdown" => line with { Markdown = Value() },
                "--help" or "-h" => line with { Help = true },
                string other => throw new UsageException($"there is no option '{other}'; {Usage}"),
            };
        }

        return line;
    }

    private static IReadOnlyList<T> Choose<T>(string kind, string names, Func<string, T?> find, string choices)
        where T : class
        => [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).DefaultIfEmpty("")
            .Distinct().Select(name => find(name) ?? throw new UsageException($"there is no {kind} '{name}'; choose from: {choices}"))];

    private static int Number(string option, string text, int most)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most
            ? number
            : throw new UsageException($"{option} takes a number from 1 to {most}, not '{text}'");
}
