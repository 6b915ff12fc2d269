using Microsoft.CodeAnalysis;

namespace Liten.Generators;

/// <summary>Finds what is wrong with a method with [LitenMain], and says the way out.</summary>
internal static class EntryMethodProblems
{
    private const string ReturnTypes = "LitenTask, Task, ValueTask, void, or one of these with an int";

    public static Problem? Find(
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
        if (PlaceProblemOf(method) is { } place)
        {
            return place;
        }

        if (!TakesNothingOrArguments(method))
        {
            return "it must take nothing or a single string[]";
        }

        if (returnKind is null || method.RefKind != RefKind.None)
        {
            return "it must return " + ReturnTypes;
        }

        return (method.PartialImplementationPart ?? method).IsAsync && returnKind == ReturnKind.Void
            ? "nobody can wait for an 'async void' method; let it return LitenTask"
            : null;
    }

    private static string? PlaceProblemOf(IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.Ordinary)
        {
            return "[LitenMain] belongs on an ordinary static method of a class";
        }

        // The type of an extension block has no name.
        if (!method.ContainingType.CanBeReferencedByName)
        {
            return "move it out of the extension block, into the class itself";
        }

        if (!method.IsStatic || method.IsAbstract || IsLeftOut(method))
        {
            return "it must be static and have a body";
        }

        if (method.IsVirtual)
        {
            return "a 'static virtual' method is called through a type parameter alone; remove 'virtual'";
        }

        if (method.IsGenericMethod || IsInGenericType(method))
        {
            return "neither it nor a type around it may be generic; "
                + (method.IsGenericMethod ? "remove its type parameters" : "move it into a type that is not");
        }

        if (IsInFileLocalType(method))
        {
            return "no other file can reach a type declared with 'file'; remove that modifier";
        }

        return method.ContainingType.IsValueType && !EntryMethodReader.IsReachable(method)
            ? "a private method of a struct cannot be reached; make it and its type internal, or use a class"
            : AttributeProblemOf(method);
    }

    /// <summary>Whether the compiler leaves out each call, as a partial method without a body may have.</summary>
    private static bool IsLeftOut(IMethodSymbol method) =>
        method is { IsPartialDefinition: true, PartialImplementationPart: null, ReturnsVoid: true };

    private static string? AttributeProblemOf(IMethodSymbol method) => method.GetAttributes()
        .Select(attribute => attribute.AttributeClass?.Name switch
        {
            "ConditionalAttribute" => "the call may be left out of the program; remove [Conditional]",
            "UnmanagedCallersOnlyAttribute" => "no C# code may call it; remove [UnmanagedCallersOnly]",
            _ => null,
        })
        .FirstOrDefault(problem => problem is not null);

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
}
