using Microsoft.CodeAnalysis;

namespace Liten.Generators;

/// <summary>Turns the symbol of a method with [LitenMain] into an <see cref="EntryMethod"/>.</summary>
internal static class EntryMethodReader
{
    public static EntryMethod? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (context.TargetSymbol is not IMethodSymbol method)
        {
            return null;
        }

        ReturnKind? returnKind = KindOf(method.ReturnType);
        EntryOptions options = OptionsOf(context.Attributes[0]);
        string displayName = method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
        return new EntryMethod(
            displayName,
            method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            NamesOfTypes.InMetadata(method.ContainingType),
            method.Name,
            IsReachable(method),
            method.Parameters.Length == 1,
            method.ReturnType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            returnKind.GetValueOrDefault(),
            options,
            SourceSpan.Of(method.Locations[0]),
            EntryMethodProblems.Find(method, displayName, returnKind, options)
                ?? NamesOfTypes.ProblemOf(context.SemanticModel.Compilation, context.Attributes[0]));
    }

    /// <summary>Whether other code of the assembly may call a method.</summary>
    public static bool IsReachable(IMethodSymbol method)
    {
        for (ISymbol? symbol = method; symbol is not null; symbol = symbol.ContainingType)
        {
            if (symbol.DeclaredAccessibility
                is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    private static ReturnKind? KindOf(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Void)
        {
            return ReturnKind.Void;
        }

        if (type.SpecialType == SpecialType.System_Int32)
        {
            return ReturnKind.Int;
        }

        if (type is not INamedTypeSymbol { ContainingType: null } named || !IsAwaitable(named))
        {
            return null;
        }

        if (named.TypeArguments.IsEmpty)
        {
            return ReturnKind.Awaitable;
        }

        return named.TypeArguments[0].SpecialType == SpecialType.System_Int32 ? ReturnKind.AwaitableInt : null;
    }

    private static bool IsAwaitable(INamedTypeSymbol type) => (type.ContainingNamespace.ToDisplayString(), type.Name) is
        ("Liten", "LitenTask") or
        ("System.Threading.Tasks", "Task") or
        ("System.Threading.Tasks", "ValueTask");

    private static EntryOptions OptionsOf(AttributeData attribute)
    {
        EntryOptions options = default;
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            options = (argument.Key, argument.Value.Value) switch
            {
                ("WorkerThreads", int count) => options with { WorkerThreads = count },
                ("Name", string name) => options with { Name = name },
                ("CurrentThread", bool current) => options with { CurrentThread = current },
                _ => options,
            };
        }

        return options;
    }
}
