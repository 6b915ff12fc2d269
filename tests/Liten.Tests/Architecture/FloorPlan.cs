using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Liten.Tests.Architecture;

/// <summary>Which folder stands on which floor, and what breaks the rule that a folder uses only what stands below it.</summary>
internal static class FloorPlan
{
    private static readonly Dictionary<string, int> s_floors = new()
    {
        [""] = 9,
        ["Inspection"] = 8,
        ["Watching"] = 8,
        ["Lanes"] = 8,
        ["Scheduling"] = 7,
        ["Select"] = 6,
        ["Scopes"] = 6,
        ["Timers"] = 5,
        ["Net"] = 5,
        ["Sync"] = 5,
        ["Blocking"] = 5,
        ["Tasks"] = 4,
        ["Calls"] = 3,
        ["Waits"] = 2,
        ["Queues"] = 1,
        ["Diagnostics"] = 1,
        ["Primitives"] = 0,
    };

    public static IEnumerable<string> FindViolations(SourceTree tree)
        => tree.Files.SelectMany(file => s_floors.ContainsKey(file.Folder)
            ? FindUpwardUses(file)
            : [$"{file.Path}: the folder {file.Folder} stands on no floor; enter it into the table"]).Distinct();

    private static IEnumerable<string> FindUpwardUses(SourceFile file)
    {
        foreach (SyntaxNode node in file.Root.DescendantNodes())
        {
            foreach (INamedTypeSymbol used in UsedTypes(file.Model, node))
            {
                string folder = SourceFile.FolderOf(used.DeclaringSyntaxReferences[0].SyntaxTree.FilePath);
                if (folder != file.Folder && s_floors.GetValueOrDefault(folder, int.MaxValue) >= s_floors[file.Folder])
                {
                    yield return $"{file.At(node)}: {UserOf(file.Model, node)} (in {Name(file.Folder)}) uses {used.Name} (in {Name(folder)})";
                }
            }
        }
    }

    /// <summary>The types of this compilation that a node names, or that its value or its member belongs to.</summary>
    public static IEnumerable<INamedTypeSymbol> UsedTypes(SemanticModel model, SyntaxNode node)
    {
        if (node is not (ExpressionSyntax or ConstructorInitializerSyntax or AttributeSyntax))
        {
            return [];
        }

        ISymbol? symbol = model.GetSymbolInfo(node).Symbol;
        return new[] { symbol as ITypeSymbol, symbol?.ContainingType, model.GetTypeInfo(node).Type }.SelectMany(Parts);
    }

    /// <summary>A type and what it is made of, as far as this compilation declares it.</summary>
    private static IEnumerable<INamedTypeSymbol> Parts(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => Parts(array.ElementType),
        IPointerTypeSymbol pointer => Parts(pointer.PointedAtType),
        INamedTypeSymbol named => named.TypeArguments.SelectMany(Parts).Concat(
            named.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty ? [] : [named.OriginalDefinition]),
        _ => [],
    };

    /// <summary>The type in whose declaration a node stands.</summary>
    public static INamedTypeSymbol? EnclosingType(SemanticModel model, SyntaxNode node)
    {
        SyntaxNode? type = node.Ancestors().FirstOrDefault(ancestor => ancestor is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);
        return type is null ? null : (INamedTypeSymbol)model.GetDeclaredSymbol(type)!;
    }

    private static string UserOf(SemanticModel model, SyntaxNode node) => EnclosingType(model, node)?.Name ?? "the file";

    private static string Name(string folder) => folder.Length == 0 ? "the root" : folder;
}
