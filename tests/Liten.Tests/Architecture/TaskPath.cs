using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Liten.Tests.Architecture;

/// <summary>The path of one task, as the table in the README of src/Liten tells it, held against the source.</summary>
internal static partial class TaskPath
{
    /// <summary>How many files a newcomer opens. To be lowered, never to be raised.</summary>
    private const int MostFiles = 17;

    public static IEnumerable<string> FindViolations(SourceTree tree, string readme)
    {
        var before = new List<SourceFile>();
        foreach ((string path, string[] methods, bool calledByTheCompiler) in Steps(readme))
        {
            if (Array.Find(tree.Files, file => file.Path == path) is not { } file)
            {
                yield return $"the path names {path}, which does not exist";
                continue;
            }

            string[] declared = [.. file.Root.DescendantNodes().OfType<MethodDeclarationSyntax>().Select(method => method.Identifier.Text)];
            foreach (string method in methods.Where(method => !declared.Contains(method)))
            {
                yield return $"the path names {path}: {method}, which is not there";
            }

            if (before.Count > 0 && !calledByTheCompiler && !before.Append(file).Any(earlier => Calls(earlier, methods)))
            {
                yield return $"no file further up the path calls {string.Join(" or ", methods)} of {path}";
            }

            before.Add(file);
        }

        int files = before.Distinct().Count();
        if (files is 0 or > MostFiles)
        {
            yield return $"the path has {files} files, not 1 to {MostFiles}";
        }
    }

    /// <summary>The rows of the table: a file, and the methods that the last cell names.</summary>
    private static IEnumerable<(string Path, string[] Methods, bool CalledByTheCompiler)> Steps(string readme)
    {
        int begin = readme.IndexOf("| step | file | methods |", StringComparison.Ordinal);
        string table = begin < 0 ? "" : readme[begin..readme.IndexOf("\n\n", begin, StringComparison.Ordinal)];
        foreach (Match row in Row().Matches(table))
        {
            string cell = row.Groups[2].Value;
            yield return (
                row.Groups[1].Value + ".cs",
                [.. Name().Matches(cell).Select(name => name.Groups[1].Value)],
                cell.Contains("which the compiler calls", StringComparison.Ordinal));
        }
    }

    private static bool Calls(SourceFile file, string[] methods)
        => file.BoundNames().Any(bound => bound.Symbol is IMethodSymbol method && methods.Contains(method.Name));

    [GeneratedRegex(@"^\|[^|]*\| `([^`]+)` \| ([^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Name();
}
