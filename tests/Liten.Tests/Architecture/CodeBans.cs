using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Liten.Tests.Architecture;

/// <summary>What may be written in few places only, or nowhere: lock-free code, locks, threads, clocks, randomness.</summary>
internal static class CodeBans
{
    /// <summary>The kernels: folders and files that are made of lock-free code and explain it line by line.</summary>
    private static readonly string[] s_kernels =
    [
        "Primitives/",
        "Queues/",
        "Diagnostics/WorkerCounters.cs",
        "Waits/Rendezvous.cs",
        "Tasks/TaskState.cs",
        "Scheduling/IdleWorkers.cs",
    ];

    /// <summary>Files beside the kernels that need a line or two of such code, each with its reason.</summary>
    private static readonly string[] s_furtherLockFreeFiles =
    [
        // The deadline that workers read between turns, published under the driver's latch.
        "Timers/TimerDriver.cs",

        // The fence that IScheduler.Schedule promises, where the queue itself is a plain one; what a shutdown may see of the driver.
        "Scheduling/CurrentThreadScheduler.cs",

        // How many serve a lane, and what is queued there, for readers without its latch; the fence of step W2.
        "Lanes/Lane.cs",
        "Lanes/LaneScheduler.cs",
    ];

    /// <summary>Files beside the kernels that reinterpret references, each with its reason.</summary>
    private static readonly string[] s_unsafeFiles =
    [
        // A cast without a check, where the builder knows the box's type; the size of the state machine.
        "Calls/AsyncBox{TStateMachine,T}.cs",

        // From a task's home to its host, six times per task: the constructor takes no other home.
        "Tasks/TaskCore.cs",

        // From an awaiter to its first field: a cast to an interface would box.
        "Calls/AwaiterKind.cs",
    ];

    private static readonly Ban[] s_bans =
    [
        new("System.Threading.Interlocked", null, "lock-free code outside of the kernels", [.. s_kernels, .. s_furtherLockFreeFiles]),
        new("System.Threading.Volatile", null, "lock-free code outside of the kernels", [.. s_kernels, .. s_furtherLockFreeFiles]),
        new("System.Runtime.CompilerServices.Unsafe", null, "a reinterpreted reference outside of the kernels", [.. s_kernels, .. s_unsafeFiles]),
        new("System.Threading.Thread", ["MemoryBarrier", "VolatileRead", "VolatileWrite"], "lock-free code outside of the kernels", []),
        new("System.Threading.Monitor", null, "a lock", ["Primitives/MonitorWord.cs"]),
        new("System.Threading.Lock", null, "a lock", []),
        new("System.Threading.Thread", [".ctor"], "a thread that ThreadSource does not start", ["Primitives/ThreadSource.cs", "Primitives/FlowContext.cs"]),
        new("System.Threading.Thread", ["Sleep"], "a sleeping thread", ["Primitives/Uninterruptible.cs"]),
        new("System.Console", null, "output", []),
        new("System.DateTime", ["Now", "UtcNow", "Today"], "a clock beside Clock", []),
        new("System.DateTimeOffset", ["Now", "UtcNow"], "a clock beside Clock", []),
        new("System.Environment", ["TickCount", "TickCount64"], "a clock beside Clock", ["Primitives/Clock.cs"]),
        new("System.Diagnostics.Stopwatch", null, "a clock beside Clock", ["Primitives/AdaptiveSpin.cs", "Primitives/Clock.cs", "Primitives/Parker.cs"]),
        new("System.Random", null, "randomness beside the runtime's seed", ["RuntimeOptions.cs"]),
    ];

    public static IEnumerable<string> FindViolations(SourceTree tree)
        => tree.Files.SelectMany(file => FindBannedMembers(file).Concat(FindBannedSyntax(file))).Distinct();

    private static IEnumerable<string> FindBannedMembers(SourceFile file)
    {
        Ban[] bans = [.. s_bans.Where(ban => !Array.Exists(ban.Except, place => file.Path.StartsWith(place, StringComparison.Ordinal)))];
        foreach (SyntaxNode node in file.Root.DescendantNodes().Where(node => node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax))
        {
            ISymbol? symbol = file.Model.GetSymbolInfo(node).Symbol;
            string? type = ((symbol as ITypeSymbol) ?? symbol?.ContainingType)?.OriginalDefinition.ToDisplayString();
            foreach (Ban ban in bans.Where(ban => ban.Type == type && (ban.Members is null || ban.Members.Contains(symbol!.Name))))
            {
                yield return $"{file.At(node)}: {node.ToString().Split('\n')[0]} is {ban.What}";
            }
        }
    }

    private static IEnumerable<string> FindBannedSyntax(SourceFile file)
    {
        foreach (LockStatementSyntax node in file.Root.DescendantNodes().OfType<LockStatementSyntax>())
        {
            yield return $"{file.At(node)}: a lock statement";
        }

        foreach (FieldDeclarationSyntax node in file.Root.DescendantNodes().OfType<FieldDeclarationSyntax>())
        {
            if (node.Modifiers.Any(SyntaxKind.VolatileKeyword))
            {
                yield return $"{file.At(node)}: a volatile field";
            }
        }
    }

    /// <summary>A type, or only some members of it, that no file may use except those whose path begins as given.</summary>
    private sealed record Ban(string Type, string[]? Members, string What, string[] Except);
}
