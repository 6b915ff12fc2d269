using Microsoft.CodeAnalysis;

namespace Liten.Generators;

/// <summary>Which waits of Liten take something when they end, and what.</summary>
internal static class ConsumingWaits
{
    /// <summary>What a wait takes, as part of a sentence; null for one that takes nothing.</summary>
    /// <param name="method">The method that begins the wait.</param>
    /// <param name="liten">The assembly whose waits are known.</param>
    public static string? TakenBy(IMethodSymbol method, IAssemblySymbol liten)
        => SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, liten)
            ? TakenBy(method.ContainingType.Name, method.Name)
            : null;

    /// <summary>The same for names: an end, a pulse, a time and a value that is computed once are taken from nobody.</summary>
    public static string? TakenBy(string type, string method) => (type, method) switch
    {
        (_, "ReceiveAsync") => "an item",
        (_, "ReceiveManyAsync") => "items",
        (_, "LockAsync" or "ReadLockAsync" or "WriteLockAsync") => "a lock",
        ("AsyncSemaphore", "AcquireAsync") => "permits",
        ("AsyncNotify", "WaitAsync") => "a notification",
        ("Interval", "TickAsync") => "a tick",
        _ => null,
    };
}
