using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Liten.Interleavings;

/// <summary>Nothing in the library gets past the aliases: what the explorer does not see, it cannot prove.</summary>
public sealed class EscapeTests
{
    private static readonly HashSet<string> s_forbidden =
    [
        "System.Diagnostics.Stopwatch",
        .. new[]
        {
            "Interlocked", "Volatile", "Thread", "ThreadPool", "SpinWait", "SpinLock", "Monitor", "Lock", "Mutex", "Semaphore", "SemaphoreSlim",
            "ManualResetEvent", "ManualResetEventSlim", "AutoResetEvent", "EventWaitHandle", "WaitHandle", "CountdownEvent", "Barrier",
            "ReaderWriterLock", "ReaderWriterLockSlim", "LazyInitializer", "Timer",
        }.Select(name => "System.Threading." + name),
    ];

    /// <summary>
    /// What readers of tasks keep for themselves: which runtimes there are, what was seen before, when to look again. No task and
    /// no worker comes there.
    /// </summary>
    private static readonly HashSet<string> s_readers = ["InspectedRuntimes.cs", "WaitNotes.cs", "WaitWatch.cs"];

    /// <summary>What Liten's channels share with .NET's: an exception, a choice, and the two shapes they adapt to. None makes a channel.</summary>
    private static readonly HashSet<string> s_namesOfChannels =
        ["ChannelClosedException", "BoundedChannelFullMode", "ChannelReader", "ChannelWriter"];

    [Fact]
    public void The_library_reaches_shared_memory_only_through_the_aliases()
    {
        Assert.Contains(PatchedLibrary.Original.SyntaxTrees, IsLibrary);
        string[] escapes = [.. PatchedLibrary.Original.SyntaxTrees.Where(IsLibrary).SelectMany(tree => Escapes(PatchedLibrary.Original, tree))];

        Assert.True(escapes.Length == 0, string.Join(Environment.NewLine, escapes));
    }

    [Theory]
    [InlineData("System.Threading.Interlocked.Increment(ref _word);")]
    [InlineData("global::System.Threading.Volatile.Read(ref _word);")]
    [InlineData("lock (this) { }")]
    [InlineData("_flag = true;")]
    [InlineData("System.Threading.Thread.Yield();")]
    [InlineData("System.Threading.Monitor.Enter(this);")]
    [InlineData("new SemaphoreSlim(1).Wait();")]
    [InlineData("System.Collections.Concurrent.ConcurrentQueue<int> queue = new();")]
    public void An_escape_is_seen(string code)
    {
        string source = $$"""
            namespace Liten;

            internal sealed class Escape
            {
                private int _word;
                private volatile bool _flag;

                public void Run() { {{code}} }
            }
            """;
        SyntaxTree tree = PatchedLibrary.Parse(source, "Escape.cs");

        Assert.NotEmpty(Escapes(PatchedLibrary.Original.AddSyntaxTrees(tree), tree));
    }

    private static bool IsLibrary(SyntaxTree tree)
        => tree.FilePath.StartsWith(SourceLines.Root, StringComparison.Ordinal) && !s_readers.Contains(Path.GetFileName(tree.FilePath));

    private static IEnumerable<string> Escapes(CSharpCompilation compilation, SyntaxTree tree)
    {
        SemanticModel semantics = compilation.GetSemanticModel(tree);
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
        {
            bool escapes = node switch
            {
                LockStatementSyntax => true,
                SimpleNameSyntax name => IsForbidden(semantics.GetSymbolInfo(name).Symbol),
                ImplicitObjectCreationExpressionSyntax creation => IsForbidden(semantics.GetSymbolInfo(creation).Symbol),
                _ => false,
            };
            if (escapes)
            {
                FileLinePositionSpan place = node.GetLocation().GetLineSpan();
                yield return $"{Path.GetFileName(place.Path)}:{place.StartLinePosition.Line + 1}: {node}";
            }
        }
    }

    private static bool IsForbidden(ISymbol? symbol)
    {
        if (symbol is IFieldSymbol { IsVolatile: true })
        {
            return true;
        }

        INamedTypeSymbol? type = (symbol as INamedTypeSymbol ?? symbol?.ContainingType)?.OriginalDefinition;
        return type is not null
            && (s_forbidden.Contains(type.ToDisplayString())
                || type.ContainingNamespace.ToDisplayString() == "System.Collections.Concurrent"
                || (type.ContainingNamespace.ToDisplayString() == "System.Threading.Channels" && !s_namesOfChannels.Contains(type.Name)));
    }
}
