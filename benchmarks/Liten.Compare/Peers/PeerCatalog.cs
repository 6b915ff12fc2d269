namespace Liten.Compare;

/// <summary>Who takes part, and where their programs are.</summary>
internal static class PeerCatalog
{
    public const string Liten = "liten";

    /// <summary>The peers that Liten is compared with.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["dotnet", "tokio", "go"];

    private static readonly string s_extension = OperatingSystem.IsWindows() ? ".exe" : "";

    public static string? FindKey(string name) => Keys.FirstOrDefault(key => key == name);

    /// <summary>This program lies in artifacts/bin/Liten.Compare/release, the others beside it or in artifacts/peers.</summary>
    public static PeerDefinition Find(string key) => key switch
    {
        Liten => new(key, "Liten", BuiltHere("Liten.Peer"), null),
        "dotnet" => new(key, ".NET", BuiltHere("DotNet.Peer"), $".NET {Environment.Version}"),
        "tokio" => new(key, "tokio", BuiltBySetup(key), ReadVersion(key)),
        "go" => new(key, "Go", BuiltBySetup(key), ReadVersion(key)),
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "No such peer."),
    };

    /// <summary>The program that says hello in a peer's world.</summary>
    public static string FindHello(string key, HelloVariant variant) => (key, variant) switch
    {
        ("tokio" or "go", _) => BuiltBySetup($"{key}-hello"),
        (Liten, HelloVariant.Built) => BuiltHere("Liten.Hello"),
        (_, HelloVariant.Built) => BuiltHere("DotNet.Hello"),
        (Liten, _) => Published("Liten.Hello", variant),
        _ => Published("DotNet.Hello", variant),
    };

    /// <summary>A program that is built with this one lies beside it.</summary>
    public static string BuiltHere(string project)
    {
        string own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.Combine(own, "..", "..", project, Path.GetFileName(own), project + s_extension);
    }

    private static string BuiltBySetup(string key) => Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "peers", key + s_extension);

    private static string Published(string project, HelloVariant variant)
        => Path.Combine(Path.GetDirectoryName(BuiltBySetup("hello"))!, variant == HelloVariant.ReadyToRun ? "r2r" : "aot", project + s_extension);

    private static string? ReadVersion(string key)
    {
        string path = Path.ChangeExtension(BuiltBySetup(key), ".version");
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
