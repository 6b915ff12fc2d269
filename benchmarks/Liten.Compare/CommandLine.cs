using System.Globalization;

namespace Liten.Compare;

/// <summary>What the user asks for.</summary>
internal sealed record CommandLine
{
    private const int MostRounds = 10_000;

    public IReadOnlyList<RowDefinition> Rows { get; private init; } = RowCatalog.All;

    public IReadOnlyList<string> Peers { get; private init; } = PeerCatalog.Keys;

    public IReadOnlyList<Setting> Settings { get; init; } = [SettingCatalog.Quiet];

    public int Workers { get; private init; } = Math.Min(Environment.ProcessorCount, 256);

    public int? Rounds { get; private init; }

    public bool Quick { get; private init; }

    public bool Curves { get; private init; }

    public bool Help { get; private init; }

    public string? Json { get; private init; }

    public string? Svg { get; private init; }

    public string? Markdown { get; private init; }

    /// <summary>The section's name in the markdown file; null for a description of the machine.</summary>
    public string? Machine { get; private init; }

    public Protocol ProtocolIn(Setting setting) => setting.Protocol(Quick, Rounds);

    public IEnumerable<RowDefinition> RowsIn(Setting setting) => Rows.Where(row => row.Settings.Contains(setting));

    /// <exception cref="UsageException">With one line that says what is wrong and what there is to choose from.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine();
        for (int i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw new UsageException($"{args[i - 1]} needs a value; {Usage.Line}");
            line = args[i] switch
            {
                "--rows" => line with { Rows = Choose("row", Value(), RowCatalog.Find, RowCatalog.Names) },
                "--peers" => line with { Peers = Choose("peer", Value(), PeerCatalog.FindKey, string.Join(", ", PeerCatalog.Keys)) },
                "--setting" => line with { Settings = Choose("setting", Value(), SettingCatalog.Find, SettingCatalog.Names) },
                "--all-settings" => line with { Settings = SettingCatalog.All },
                "--workers" => line with { Workers = Number("--workers", Value(), 256) },
                "--rounds" => line with { Rounds = Number("--rounds", Value(), MostRounds) },
                "--quick" => line with { Quick = true },
                "--curves" => line with { Curves = true },
                "--json" => line with { Json = Value() },
                "--svg" => line with { Svg = Value() },
                "--markdown" => line with { Markdown = Value() },
                "--machine" => line with { Machine = MachineName.Parse(Value()) },
                "--help" or "-h" => line with { Help = true },
                string other => throw new UsageException($"there is no option '{other}'; {Usage.Line}"),
            };
        }

        return line.Checked();
    }

    /// <summary>A row or curve that no chosen setting has would be left out without a word.</summary>
    private CommandLine Checked()
    {
        string[] names = [.. Settings.Select(setting => setting.Name)];
        RowDefinition? homeless = Rows == RowCatalog.All ? null : Rows.FirstOrDefault(row => !row.Settings.Intersect(Settings).Any());
        return this switch
        {
            _ when homeless is not null => throw new UsageException(
                $"row '{homeless.Name}' is not measured in the setting {string.Join(", ", names)}; add --setting {string.Join(",", homeless.Settings)}"),
            { Curves: true } when !Settings.Contains(SettingCatalog.Quiet) => throw new UsageException(
                $"curves are measured in the setting quiet; add it: --setting quiet,{string.Join(",", names)}"),
            _ => this,
        };
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
