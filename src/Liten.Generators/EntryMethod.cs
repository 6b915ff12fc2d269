using Microsoft.CodeAnalysis;

namespace Liten.Generators;

/// <summary>What is wrong with one method: the descriptor, and the arguments of its message.</summary>
internal sealed record Problem(DiagnosticDescriptor Descriptor, string Subject, string Detail = "");

/// <summary>The values of the attribute.</summary>
internal readonly record struct EntryOptions(int WorkerThreads, string? Name, bool CurrentThread);

/// <summary>How the program ends: with or without a result, at once or by an awaitable.</summary>
internal enum ReturnKind
{
    Void,
    Int,
    Awaitable,
    AwaitableInt,
}

/// <summary>
/// One method with [LitenMain], as plain values: equal source gives an equal model, so nothing is generated anew.
/// </summary>
/// <param name="DisplayName">The method as a message shows it.</param>
/// <param name="DeclaringType">The type, as source code names it.</param>
/// <param name="DeclaringTypeInMetadata">The type, as reflection names it.</param>
/// <param name="Name">The method's own name.</param>
/// <param name="IsReachable">Whether other code of the assembly may call it.</param>
/// <param name="ReturnType">The return type, as source code names it.</param>
internal sealed record EntryMethod(
    string DisplayName,
    string DeclaringType,
    string DeclaringTypeInMetadata,
    string Name,
    bool IsReachable,
    bool TakesArguments,
    string ReturnType,
    ReturnKind ReturnKind,
    EntryOptions Options,
    SourceSpan Location,
    Problem? Problem);
