using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Liten.Generators;

/// <summary>What reflection calls a type, and whether the generated source can name the types that it needs.</summary>
internal static class NamesOfTypes
{
    /// <summary>Types of other assemblies that the generated source names.</summary>
    private static readonly ImmutableArray<string> s_needed =
        ["Liten.Runtime", "Liten.LitenTask", "Liten.LitenTask`1", "System.Func`1"];

    /// <summary>Names of namespaces that the generated source names or declares, and of the class in it.</summary>
    private static readonly ImmutableArray<string> s_kept =
        ["System", "Liten", "Liten.Generated", "Liten.Generated.LitenEntryPoint"];

    /// <summary>A type's name for reflection, which knows no keywords.</summary>
    public static string InMetadata(INamedTypeSymbol type) => type.ContainingType is { } outer
        ? InMetadata(outer) + "+" + type.MetadataName
        : Within(type.ContainingNamespace) + type.MetadataName;

    /// <summary>Finds what keeps the generated source from naming what it needs.</summary>
    /// <remarks>A type of the program comes before a type or namespace of the same name in another assembly.</remarks>
    public static Problem? ProblemOf(Compilation compilation, AttributeData attribute)
    {
        foreach (string name in s_needed.Concat(s_kept))
        {
            if (compilation.Assembly.GetTypeByMetadataName(name) is { } type)
            {
                return new Problem(
                    Descriptors.NameIsHidden,
                    $"the program's own type '{type.ToDisplayString()}' is in its way; rename it");
            }
        }

        // No alias is the alias 'global'.
        ImmutableArray<string> aliases = attribute.AttributeClass is { } known
            && compilation.GetMetadataReference(known.ContainingAssembly) is { } reference
                ? reference.Properties.Aliases
                : [];
        return aliases.IsDefaultOrEmpty || aliases.Contains("global")
            ? null
            : new Problem(
                Descriptors.NameIsHidden,
                $"the reference to Liten has the alias '{aliases[0]}' alone; add the alias 'global' to it");
    }

    private static string Within(INamespaceSymbol space) =>
        space.IsGlobalNamespace ? "" : Within(space.ContainingNamespace) + space.MetadataName + ".";
}
