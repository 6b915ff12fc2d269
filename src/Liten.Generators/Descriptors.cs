using Microsoft.CodeAnalysis;

namespace Liten.Generators;

/// <summary>Every diagnostic of the package, in one place.</summary>
internal static class Descriptors
{
    private const string Category = "Liten";

    public static readonly DiagnosticDescriptor WrongSignature = new(
        "LITEN0001",
        "A [LitenMain] method has a signature that cannot be the program",
        "'{0}' cannot be the program: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor MoreThanOne = new(
        "LITEN0002",
        "More than one method has [LitenMain]",
        "A program starts in one place, but {0} methods have [LitenMain]; remove it from all but one",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor WrongValue = new(
        "LITEN0003",
        "A value of [LitenMain] cannot be used",
        "{0}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NameIsTaken = new(
        "LITEN0004",
        "A [LitenMain] method that returns void or int must not be called Main",
        "The compiler takes '{0}' itself for the entry point and would start it outside a runtime; "
            + "give it another name, for example 'Run', or let it return LitenTask{1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TopLevelStatements = new(
        "LITEN0005",
        "A program with top-level statements cannot have a [LitenMain] method",
        "'{0}' would never run: the top-level statements of this project are its entry point; "
            + "remove them, or remove [LitenMain] and call Runtime.CreateBuilder() there",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor NotAnExecutable = new(
        "LITEN0006",
        "[LitenMain] has no effect in a library",
        "'{0}' will not be started: this project is a library; set <OutputType>Exe</OutputType> or remove [LitenMain]",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor NameIsHidden = new(
        "LITEN0007",
        "The entry point for [LitenMain] cannot be written, because a name it needs means something else",
        "The entry point for [LitenMain] cannot be written: {0}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor ConsumingLoser = new(
        "LITEN1014",
        "The losers of a WhenAny go on, and take what nobody sees",
        "WhenAny does not end its losers: when another one wins, '{0}' goes on waiting and takes {1} that nobody sees; "
            + "use a Select, whose losers take nothing",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        description: "A receive that has lost still takes the next item, and a lock that has lost is still taken and "
            + "never released. Select waits for several things, of which exactly one happens.",
        helpLinkUri: HelpOf("LITEN1014"));

    /// <summary>The page about one diagnostic, as a path in the repository, which has no public address yet.</summary>
    private static string HelpOf(string id) => $"docs/analyzers/{id}.md";
}
