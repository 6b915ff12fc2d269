using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Liten.Tests.Guides;

/// <summary>A source file with the snippets of a guide; knows whether one of its tests runs a snippet.</summary>
internal sealed class GuideSource
{
    private readonly (string Text, int Position)[] _lines;
    private readonly MemberDeclarationSyntax[] _members;
    private readonly HashSet<string> _used;

    public GuideSource(string name, string text)
    {
        Name = name;
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text);
        _lines = [.. tree.GetText().Lines
            .Select(line => (Text: line.ToString().Trim(), Position: line.Start))
            .Where(line => line.Text.Length > 0)];
        TypeDeclarationSyntax type = tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>().First();
        _members = [.. type.Members];
        _used = [.. _members.Where(IsTest).SelectMany(test => test.DescendantNodes().OfType<IdentifierNameSyntax>())
            .Select(identifier => identifier.Identifier.Text)];
    }

    public string Name { get; }

    /// <summary>Reads the file that is named after the guide.</summary>
    public static GuideSource Read(string folder, string guide)
    {
        string name = $"GuideTo{char.ToUpperInvariant(guide[0])}{guide[1..]}.cs";
        return new GuideSource(name, File.ReadAllText(Path.Combine(folder, name)));
    }

    /// <summary>
    /// Whether the lines of the snippet stand here one below the other, inside of one test or of what a test names.
    /// Indentation and empty lines do not count.
    /// </summary>
    public bool Runs(string snippet)
    {
        string[] lines = [.. snippet.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        return lines.Length > 0
            && Enumerable.Range(0, Math.Max(_lines.Length - lines.Length + 1, 0)).Any(first => StandsAt(first, lines));
    }

    private static bool IsTest(MemberDeclarationSyntax member) => member.AttributeLists
        .SelectMany(list => list.Attributes)
        .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory");

    private bool StandsAt(int first, string[] lines)
    {
        if (!_lines.AsSpan(first, lines.Length).ToArray().Select(line => line.Text).SequenceEqual(lines))
        {
            return false;
        }

        int begin = _lines[first].Position;
        int end = _lines[first + lines.Length - 1].Position;
        MemberDeclarationSyntax? member = Array.Find(_members, member => member.FullSpan.Contains(begin));
        return member is not null && member.FullSpan.Contains(end)
            && (IsTest(member)
                || (member is MethodDeclarationSyntax method && _used.Contains(method.Identifier.Text))
                || (member is BaseTypeDeclarationSyntax type && _used.Contains(type.Identifier.Text)));
    }
}
