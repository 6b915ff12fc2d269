using Microsoft.CodeAnalysis;

namespace Liten.Generators;

/// <summary>
/// Turns the symbol of a method with [LitenMain] into an <see cref="EntryMethod"/> and finds what is wrong with it.
/// </summary>
internal static class EntryMethodReader
{
    private const string ReturnTypes = "LitenTask, Task, ValueTask, void, or one of these with an int";

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
            MetadataNameOf(method.ContainingType),
            method.Name,
            IsReachable(method),
            method.Parameters.Length == 1,
            method.ReturnType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            returnKind.GetValueOrDefault(),
            options,
            SourceSpan.Of(method.Locations[0]),
            ProblemOf(method, displayName, returnKind, options));
    }

    private static Problem? ProblemOf(
        IMethodSymbol method, string displayName, ReturnKind? returnKind, EntryOptions options)
    {
        if (SignatureProblemOf(method, returnKind) is { } reason)
        {
            return new Problem(Descriptors.WrongSignature, displayName, reason);
        }

        if (method.Name == "Main" && returnKind is (ReturnKind.Void or ReturnKind.Int))
        {
            return new Problem(Descriptors.NameIsTaken, displayName, returnKind == ReturnKind.Int ? "<int>" : "");
        }

        return OptionsProblemOf(options) is { } value ? new Problem(Descriptors.WrongValue, value) : null;
    }

    private static string? SignatureProblemOf(IMethodSymbol method, ReturnKind? returnKind)
    {
        if (method.MethodKind != MethodKind.Ordinary)
        {
            return "[LitenMain] belongs on an ordinary static method of a class";
        }

        if (!method.IsStatic || method.IsAbstract)
        {
            return "it must be static and have a body";
        }

        if (method.IsGenericMethod || IsInGenericType(method))
        {
            return "neither it nor a type around it may be generic";
        }

        if (IsInFileLocalType(method))
        {
            return "no other file can reach a type declared with 'file'; remove that modifier";
        }

        if (method.ContainingType.IsValueType && !IsReachable(method))
        {
            return "a private method of a struct cannot be reached; make it and its type internal, or use a class";
        }

        if (!TakesNothingOrArguments(method))
        {
            return "it must take nothing or a single string[]";
        }

        if (returnKind is null || method.RefKind != RefKind.None)
        {
            return "it must return " + ReturnTypes;
        }

        return method.IsAsync && returnKind == ReturnKind.Void
            ? "nobody can wait for an 'async void' method; let it return LitenTask"
            : null;
    }

    private static string? OptionsProblemOf(EntryOptions options)
    {
        if (options.WorkerThreads < 0)
        {
            return $"WorkerThreads is {options.WorkerThreads}, but must be 0 (one per processor) or more";
        }

        if (options.CurrentThread && options.WorkerThreads > 0)
        {
            return $"CurrentThread means a single thread, but WorkerThreads is {options.WorkerThreads}; "
                + "remove one of them";
        }

        return options.Name is { } name && string.IsNullOrWhiteSpace(name)
            ? "Name is empty; leave it out for the default name"
            : null;
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

    private static bool TakesNothingOrArguments(IMethodSymbol method) =>
        method.Parameters.IsEmpty || (method.Parameters.Length == 1 && IsStringArray(method.Parameters[0]));

    private static bool IsStringArray(IParameterSymbol parameter) => parameter is
    {
        RefKind: RefKind.None,
        Type: IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_String },
    };

    private static bool IsInGenericType(IMethodSymbol method)
    {
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInFileLocalType(IMethodSymbol method)
    {
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsReachable(IMethodSymbol method)
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

    private static string MetadataNameOf(INamedTypeSymbol type)
    {
        if (type.ContainingType is { } outer)
        {
            return MetadataNameOf(outer) + "+" + type.MetadataName;
        }

        return type.ContainingNamespace.IsGlobalNamespace
            ? type.MetadataName
            : type.ContainingNamespace.ToDisplayString() + "." + type.MetadataName;
    }

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
