using System.Text.RegularExpressions;

namespace Liten.Compare;

/// <summary>The name of a machine's section. It stands in a comment of the document, so it must not end one.</summary>
internal static partial class MachineName
{
    /// <exception cref="UsageException">The name could not be found again in the document.</exception>
    public static string Parse(string name) => name.Trim() is { Length: > 0 } trimmed && !Forbidden.IsMatch(trimmed)
        ? trimmed
        : throw new UsageException($"--machine takes a name without <, >, -- and line breaks, not '{Forbidden.Replace(name, " ")}'");

    /// <summary>The processor and how many there are.</summary>
    public static string Of(string processor, int count)
        => $"{Forbidden.Replace(processor, " ").Trim()}, {count} {(count == 1 ? "processor" : "processors")}";

    [GeneratedRegex(@"([<>\p{Cc}]|--+)+")]
    private static partial Regex Forbidden { get; }
}
