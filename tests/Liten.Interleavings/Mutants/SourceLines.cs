using System.Text.RegularExpressions;

namespace Liten.Interleavings;

/// <summary>The atomic operations as the source text has them.</summary>
internal static partial class SourceLines
{
    private static readonly Dictionary<string, string[]> s_files = [];

    /// <summary>The folder of the library's source.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The line at which a site stands, without indentation and comment; numbered from the second such line of the file on.</summary>
    public static string Text(Site site)
    {
        string[] lines = Lines(site.File);
        string text = Code(lines[site.Line - 1]).Trim();
        int same = lines.Take(site.Line).Count(line => Code(line).Trim() == text);
        return same == 1 ? text : $"{text} ({same})";
    }

    /// <summary>Every atomic operation in the library's source, as file name and line number.</summary>
    public static IEnumerable<(string File, int Line, string Text)> AtomicOperations()
    {
        foreach (string file in Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string[] lines = Lines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                if (Atomic().IsMatch(Code(lines[i])))
                {
                    yield return (Path.GetFileName(file), i + 1, Code(lines[i]).Trim());
                }
            }
        }
    }

    private static string[] Lines(string file)
    {
        if (!s_files.TryGetValue(file, out string[]? lines))
        {
            s_files[file] = lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        }

        return lines;
    }

    private static string Code(string line)
    {
        int comment = line.IndexOf("//", StringComparison.Ordinal);
        return comment < 0 ? line : line[..comment];
    }

    private static string FindRoot([System.Runtime.CompilerServices.CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "Liten"));

    [GeneratedRegex(@"\b(Interlocked|Volatile)\.\w+\(|\bbackoff\.Wait\(")]
    private static partial Regex Atomic();
}
