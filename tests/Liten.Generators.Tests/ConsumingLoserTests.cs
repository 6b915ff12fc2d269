using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Liten.Generators.Tests;

/// <summary>Each wait that takes something and can lose a WhenAny is warned of, and no other one.</summary>
public class ConsumingLoserTests
{
    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(LitenTask).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    [Theory]
    [InlineData("Task.WhenAny(mpsc.ReceiveAsync().AsTask(), stop)", "MpscReceiver<int>.ReceiveAsync", "an item")]
    [InlineData("Task.WhenAny(stop, mpmc.ReceiveAsync(token).AsTask())", "MpmcReceiver<int>.ReceiveAsync", "an item")]
    [InlineData("Task.WhenAny(mpsc.ReceiveManyAsync(new int[4]).AsTask(), stop)", "ReceiveManyAsync", "items")]
    [InlineData("Task.WhenAny([broadcast.ReceiveAsync().AsTask(), stop])", "BroadcastReceiver<int>", "an item")]
    [InlineData("Task.WhenAny(new Task[] { stop, oneshot.ReceiveAsync().AsTask() })", "OneshotReceiver<int>", "an item")]
    [InlineData("Task.WhenAny(new[] { responder.ReceiveAsync().AsTask() })", "Responder<int, int>", "an item")]
    [InlineData("Task.WhenAny(new List<Task> { stop, watch.ReceiveAsync().AsTask() })", "WatchReceiver<int>", "an item")]
    [InlineData("Task.WhenAny(delays.ReceiveAsync().AsValueTask().AsTask(), stop)", "DelayQueue<int>", "an item")]
    [InlineData("Task.WhenAny(mutex.LockAsync().AsTask(), stop)", "AsyncMutex.LockAsync", "a lock")]
    [InlineData("Task.WhenAny(guarded.LockAsync().AsTask(), stop)", "AsyncMutex<int>.LockAsync", "a lock")]
    [InlineData("Task.WhenAny(readers.ReadLockAsync().AsTask(), stop)", "ReadLockAsync", "a lock")]
    [InlineData("Task.WhenAny(readers.WriteLockAsync().AsTask(), stop)", "WriteLockAsync", "a lock")]
    [InlineData("Task.WhenAny(semaphore.AcquireAsync().AsTask(), stop)", "AsyncSemaphore.AcquireAsync", "permits")]
    [InlineData("Task.WhenAny(notify.WaitAsync().AsTask(), stop)", "AsyncNotify.WaitAsync", "a notification")]
    [InlineData("Task.WhenAny(interval.TickAsync().AsTask(), stop)", "Interval.TickAsync", "a tick")]
    [InlineData("Task.WhenAny(flag ? mpsc.ReceiveAsync().AsTask() : stop, stop)", "ReceiveAsync", "an item")]
    [InlineData("Task.WhenAny(Task.Run(async () => await mpsc.ReceiveAsync()), stop)", "ReceiveAsync", "an item")]
    [InlineData("LitenTask.WhenAny(handle, LitenTask.Spawn(() => mpsc.ReceiveAsync()))", "ReceiveAsync", "an item")]
    [InlineData("LitenTask.WhenAny(handle, runtime.Spawn(() => mpsc.ReceiveAsync()))", "ReceiveAsync", "an item")]
    [InlineData("LitenTask.WhenAny(LitenTask.Spawn(async () => { await mutex.LockAsync(); }), handle)", "LockAsync", "a lock")]
    [InlineData("LitenTask.WhenAny(LitenTask.Spawn(mpsc, static from => from.ReceiveAsync()))", "ReceiveAsync", "an item")]
    [InlineData("LitenTask.WhenAny<int>([LitenTask.Spawn(() => mpmc.ReceiveAsync())])", "MpmcReceiver<int>", "an item")]
    [InlineData("Task.WhenAny(all.Select(one => one.ReceiveAsync().AsTask()))", "ReceiveAsync", "an item")]
    [InlineData("Task.WhenAny(all.Select(one => one.ReceiveAsync().AsTask()).ToArray())", "ReceiveAsync", "an item")]
    public async Task A_wait_that_takes_is_warned_of(string expression, string wait, string taken)
    {
        Diagnostic warning = Assert.Single(await WarningsAsync(expression));

        Assert.Equal(("LITEN1014", DiagnosticSeverity.Warning), (warning.Id, warning.Severity));
        string message = warning.GetMessage();
        Assert.Contains(wait, message, StringComparison.Ordinal);
        Assert.Contains($"takes {taken} that nobody sees; use a Select", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LitenTask.WhenAny(handle, handle)")]
    [InlineData("LitenTask.WhenAny(new List<JoinHandle> { handle })")]
    [InlineData("LitenTask.WhenAny(LitenTask.Spawn(async () => await Time.Sleep(TimeSpan.FromSeconds(1))), handle)")]
    [InlineData("LitenTask.WhenAny(LitenTask.Spawn(WorkAsync), handle)")]
    [InlineData("LitenTask.WhenAny(LitenTask.Spawn(async () => { Use(await mpsc.ReceiveAsync()); await Time.Sleep(default); }))")]
    [InlineData("Task.WhenAny(stop, Time.Sleep(TimeSpan.FromSeconds(1)).AsTask())")]
    [InlineData("Task.WhenAny(stop, Task.Delay(1), handle.AsTask())")]
    [InlineData("Task.WhenAny(stop, pulse.WaitAsync().AsTask())")]
    [InlineData("Task.WhenAny(stop, lazy.GetAsync().AsTask())")]
    [InlineData("Task.WhenAny(stop, channel.Reader.ReadAsync().AsTask())")]
    [InlineData("Task.WhenAny(received, stop)")]
    [InlineData("Task.WhenAny(stop, UseAsync(mpsc.ReceiveAsync()))")]
    [InlineData("Task.WhenAny(stop, new Other().ReceiveAsync())")]
    [InlineData("Task.WhenAll(mpsc.ReceiveAsync().AsTask(), stop)")]
    [InlineData("Task.WhenEach(stop, mpsc.ReceiveAsync().AsTask())")]
    [InlineData("Other.WhenAny(mpsc.ReceiveAsync().AsTask(), stop)")]
    [InlineData("mpsc.ReceiveAsync()")]
    public async Task Nothing_is_said_of_others(string expression) => Assert.Empty(await WarningsAsync(expression));

    [Fact]
    public async Task Each_of_several_is_warned_of_where_it_stands()
    {
        Diagnostic[] warnings = await WarningsAsync("Task.WhenAny(mpsc.ReceiveAsync().AsTask(), mutex.LockAsync().AsTask())");

        Assert.Equal(["mpsc.ReceiveAsync()", "mutex.LockAsync()"], warnings.Select(TextOf).Order(StringComparer.Ordinal));

        static string TextOf(Diagnostic warning)
            => warning.Location.SourceTree!.GetText().ToString(warning.Location.SourceSpan);
    }

    [Fact]
    public async Task Without_Liten_there_is_nothing_to_look_for()
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Without",
            [TestProgram.Parse("class P { object F() => System.Threading.Tasks.Task.WhenAny(); }")],
            [.. s_references.Where(reference => reference.Display != typeof(LitenTask).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        Assert.Empty(await WarningsOfAsync(compilation));
    }

    // A wait that is added to the library is either on the list or named here.
    [Fact]
    public void Each_wait_of_the_library_is_known_to_take_or_not()
    {
        string[] takesNothing = ["AsyncBarrier.ArriveAsync", "AsyncLazy.GetAsync", "PulseReceiver.WaitAsync"];
        IEnumerable<string> unknown =
            from type in typeof(LitenTask).Assembly.GetExportedTypes()
            where type.Name != "LitenTask"
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where method.ReturnType.Name is "LitenTask" or "LitenTask`1"
            let name = (Type: type.Name.Split('`')[0], method.Name)
            where IsWait(name.Name) && ConsumingWaits.TakenBy(name.Type, name.Name) is null
            select $"{name.Type}.{name.Name}";

        Assert.Equal(takesNothing, unknown.Distinct().Order(StringComparer.Ordinal));

        static bool IsWait(string name) => new[] { "Receive", "Lock", "Acquire", "Wait", "Tick", "Arrive", "Get", "Take", "Read" }
            .Any(verb => name.Contains(verb, StringComparison.Ordinal) && name.EndsWith("Async", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_shows_what_is_warned_of_and_what_is_not()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Liten.slnx")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        DiagnosticDescriptor rule = Assert.Single(new ConsumingLoserAnalyzer().SupportedDiagnostics);
        string page = await File.ReadAllTextAsync(
            Path.Combine(root, rule.HelpLinkUri), TestContext.Current.CancellationToken);
        string[] snippets = [.. page.Split("```csharp").Skip(1).Select(rest => rest.Split("```")[0])];

        Assert.Equal(2, snippets.Length);
        Assert.Single(await WarningsInAsync(snippets[0]));
        Assert.Empty(await WarningsInAsync(snippets[1]));
    }

    private static Task<Diagnostic[]> WarningsInAsync(string statements) => WarningsOfMembersAsync($$"""
        async LitenTask F(MpscReceiver<Job> jobs, Task stopped, JoinHandle stopping)
        {
            {{statements}}
        }

        static async LitenTask WorkAsync(Job job) => await LitenTask.Yield();
        sealed class Job;
        """);

    private static Task<Diagnostic[]> WarningsAsync(string expression) => WarningsOfMembersAsync($$"""
        object F(
            MpscReceiver<int> mpsc, MpmcReceiver<int> mpmc, BroadcastReceiver<int> broadcast,
            OneshotReceiver<int> oneshot, Responder<int, int> responder, WatchReceiver<int> watch,
            DelayQueue<int> delays, AsyncMutex mutex, AsyncMutex<int> guarded, AsyncReaderWriterLock readers,
            AsyncSemaphore semaphore, AsyncNotify notify, Interval interval, PulseReceiver pulse,
            AsyncLazy<int> lazy, Channel<int> channel, MpscReceiver<int>[] all, JoinHandle<int> handle,
            Runtime runtime, Task stop, Task<int> received, CancellationToken token, bool flag)
            => {{expression}};

        static async LitenTask WorkAsync() => await LitenTask.Yield();
        static async Task UseAsync(LitenTask<int> wait) => Use(await wait);
        static void Use(int item) { }
        """);

    private static async Task<Diagnostic[]> WarningsOfMembersAsync(string members)
    {
        SyntaxTree[] sources =
        [
            TestProgram.Parse("""
                global using System; global using System.Collections.Generic; global using System.Linq;
                global using System.Threading; global using System.Threading.Channels;
                global using System.Threading.Tasks; global using Liten;
                """),
            TestProgram.Parse($$"""
                class Program
                {
                    {{members}}
                }

                class Other
                {
                    public static Task WhenAny(params Task[] tasks) => tasks[0];
                    public Task ReceiveAsync() => Task.CompletedTask;
                }
                """),
        ];
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Program", sources, s_references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(problem => problem.Severity == DiagnosticSeverity.Error));
        return await WarningsOfAsync(compilation);
    }

    private static async Task<Diagnostic[]> WarningsOfAsync(CSharpCompilation compilation) =>
    [
        .. await compilation.WithAnalyzers([new ConsumingLoserAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken),
    ];
}
