using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Liten.Tests.Architecture;

/// <summary>What a file must look like: one type, named like the file, sealed, of a readable size.</summary>
internal static class FileShape
{
    private const string Namespace = "Liten";
    private const int MostLinesOfAFile = 300;
    private const int MostLinesOfAMethod = 40;
    private const int MostLinesOfTheMedianFile = 90;
    private const int MostColumnsOfALine = 120;

    /// <summary>Neither sealed nor abstract: tests replace Clock and ThreadSource, only a oneshot with a name has a field for it, and a worker has its own kind of Turn.</summary>
    private static readonly string[] s_openClasses = ["Clock", "OneshotCell", "TaskOfState", "ThreadSource", "Turn", "WaitNode"];

    private static readonly string[] s_emptyEndings = ["Manager", "Helper", "Helpers"];

    public static IEnumerable<string> FindViolations(SourceTree tree)
    {
        ILookup<string, string> pathsByTypeName = tree.Files
            .SelectMany(file => file.TopLevelTypes.Select(type => (NameOf(type), file.Path)))
            .ToLookup(type => type.Item1, type => type.Path);
        return tree.Files.SelectMany(file => FindViolations(file, pathsByTypeName));
    }

    /// <summary>The median may not grow: large files are exceptions.</summary>
    public static IEnumerable<string> FindTooLargeMedian(SourceTree tree)
    {
        int[] lines = [.. tree.Files.Select(file => file.LineCount).Order()];
        int median = lines[lines.Length / 2];
        return median > MostLinesOfTheMedianFile ? [$"the median file has {median} lines, more than {MostLinesOfTheMedianFile}"] : [];
    }

    private static IEnumerable<string> FindViolations(SourceFile file, ILookup<string, string> pathsByTypeName)
    {
        MemberDeclarationSyntax[] types = [.. file.TopLevelTypes];
        if (types.Length != 1)
        {
            yield return $"{file.Path}: {types.Length} top-level types instead of one";
        }

        if (file.LineCount > MostLinesOfAFile)
        {
            yield return $"{file.Path}: {file.LineCount} lines, more than {MostLinesOfAFile}";
        }

        foreach (MemberDeclarationSyntax type in types)
        {
            bool mustSpellParameters = pathsByTypeName[NameOf(type)].Count() > 1;
            if (!MayBeNamed(System.IO.Path.GetFileNameWithoutExtension(file.Path), type, mustSpellParameters))
            {
                yield return $"{file.At(type)}: the type {FullNameOf(type)} belongs into {FullNameOf(type)}.cs";
            }

            if (file.Model.GetDeclaredSymbol(type)!.ContainingNamespace.ToDisplayString() != Namespace)
            {
                yield return $"{file.At(type)}: {NameOf(type)} is not in the namespace {Namespace}";
            }
        }

        foreach (string violation in FindWideLines(file).Concat(FindInTypes(file)).Concat(FindLongMethods(file)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<string> FindWideLines(SourceFile file) => file.Tree.GetText().Lines
        .Where(line => line.Span.Length > MostColumnsOfALine)
        .Select(line => $"{file.Path}:{line.LineNumber + 1}: {line.Span.Length} columns, more than {MostColumnsOfALine}");

    private static IEnumerable<string> FindInTypes(SourceFile file)
    {
        foreach (BaseTypeDeclarationSyntax type in file.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
        {
            string name = NameOf(type);
            INamedTypeSymbol symbol = file.Model.GetDeclaredSymbol(type)!;
            if (symbol is { TypeKind: TypeKind.Class, IsSealed: false, IsAbstract: false, IsStatic: false } && !s_openClasses.Contains(name))
            {
                yield return $"{file.At(type)}: {name} is neither sealed nor abstract nor static";
            }

            if (s_emptyEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)) || name.Contains("Util", StringComparison.Ordinal))
            {
                yield return $"{file.At(type)}: the name {name} says nothing";
            }
        }
    }

    private static IEnumerable<string> FindLongMethods(SourceFile file)
    {
        foreach (SyntaxNode node in file.Root.DescendantNodes().Where(node
            => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or PropertyDeclarationSyntax { ExpressionBody: not null }))
        {
            FileLinePositionSpan span = file.Tree.GetLineSpan(node.Span);
            int lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > MostLinesOfAMethod)
            {
                yield return $"{file.At(node)}: a method of {lines} lines, more than {MostLinesOfAMethod}";
            }
        }
    }

    /// <summary>A generic type's file may spell the parameters, as in <c>JoinHandle{T}.cs</c>, and must if another type has the same name.</summary>
    private static bool MayBeNamed(string fileName, MemberDeclarationSyntax type, bool mustSpellParameters)
        => fileName == FullNameOf(type) || (!mustSpellParameters && fileName == NameOf(type)) || IsPart(fileName, type);

    /// <summary>A further part of a type says what it holds, as in <c>Runtime.Spawn.cs</c>.</summary>
    private static bool IsPart(string fileName, MemberDeclarationSyntax type)
        => type.Modifiers.Any(SyntaxKind.PartialKeyword) && fileName.StartsWith(NameOf(type) + ".", StringComparison.Ordinal);

    private static string NameOf(MemberDeclarationSyntax type)
        => type is BaseTypeDeclarationSyntax named ? named.Identifier.Text : ((DelegateDeclarationSyntax)type).Identifier.Text;

    private static string FullNameOf(MemberDeclarationSyntax type)
    {
        TypeParameterListSyntax? parameters = type is TypeDeclarationSyntax named
            ? named.TypeParameterList
            : (type as DelegateDeclarationSyntax)?.TypeParameterList;
        return parameters is null ? NameOf(type) : $"{NameOf(type)}{{{string.Join(',', parameters.Parameters.Select(parameter => parameter.Identifier.Text))}}}";
    }
}
