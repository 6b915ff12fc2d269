using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Liten.Tests.Architecture;

/// <summary>One file of a <see cref="SourceTree"/>. Its path is relative to the library's folder and has forward slashes.</summary>
internal sealed record SourceFile(SyntaxTree Tree, SemanticModel Model)
{
    public string Path => Tree.FilePath;

    /// <summary>The file's first folder, or "" at the root.</summary>
    public string Folder => FolderOf(Path);

    public SyntaxNode Root => Tree.GetRoot();

    public int LineCount => Tree.GetText().Lines.Count - (Tree.GetText().ToString().EndsWith('\n') ? 1 : 0);

    /// <summary>The types and delegates of the file that are not nested in another.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes => Root
        .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
        .OfType<MemberDeclarationSyntax>()
        .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    public static string FolderOf(string path) => path.Contains('/') ? path[..path.IndexOf('/')] : "";

    /// <summary>For a message: <c>Tasks/JoinHandle.cs:12</c>.</summary>
    public string At(SyntaxNode node) => $"{Path}:{Tree.GetLineSpan(node.Span).StartLinePosition.Line + 1}";

    /// <summary>The names in the file with what they stand for.</summary>
    public IEnumerable<(SimpleNameSyntax Name, ISymbol Symbol)> BoundNames()
    {
        foreach (SimpleNameSyntax name in Root.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (Model.GetSymbolInfo(name).Symbol is { } symbol)
            {
                yield return (name, symbol);
            }
        }
    }
}
