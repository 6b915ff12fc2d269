using System.Reflection;
using System.Text.RegularExpressions;

namespace Liten.Tests;

/// <summary>The examples of README.md, run. A test below finds each of them here, word for word.</summary>
public partial class ReadmeExamples
{
    [Fact]
    public Task What_it_is_for() => TwoRuntimesAsync();

    private static async Task TwoRuntimesAsync()
    {
        bool told = false;
        var (begun, hasBegun) = Oneshot.Create<bool>();
        async LitenTask BuildReportAsync()
        {
            begun.TrySend(true);
            await Time.Sleep(Timeout.InfiniteTimeSpan);
        }

        LitenTask TellReadersAsync()
        {
            told = true;
            return default;
        }

        async LitenTask ServeAsync() => await hasBegun;

        using Runtime requests = Runtime.CreateBuilder().WorkerThreadName("requests").Build();
        using Runtime reports = Runtime.CreateBuilder().WorkerThreads(2).WorkerThreadName("reports").Build();

        JoinHandle report = reports.Spawn(async () =>
        {
            try { await BuildReportAsync(); } // it may block both of its threads: no request waits for it
            finally { await TellReadersAsync(); }
        });
        requests.BlockOn(async () => await ServeAsync());
        report.Abort(); // ends its wait, if it still has one
        JoinResult end = await report.JoinAsync(); // after its finally block
        ShutdownReport left = reports.Shutdown(TimeSpan.FromSeconds(5)); // what did not end, and what it waits for

        Assert.True(told);
        Assert.True(end.IsAborted);
        Assert.True(left.IsComplete);
    }

    [Fact]
    public void First_program()
    {
        TextWriter before = Console.Out;
        using StringWriter output = new();
        Console.SetOut(TextWriter.Synchronized(output));
        try
        {
            // [LitenMain] has no effect in this project, which has an entry point of its own; its tests are in Liten.Generators.Tests.
            MethodInfo main = typeof(Program).GetMethod("Main", BindingFlags.Static | BindingFlags.NonPublic)!;
            using Runtime runtime = Runtime.CreateBuilder().Build();
            runtime.BlockOn(main.CreateDelegate<Func<LitenTask>>());
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Contains("The answer is 42", output.ToString());
    }

    [Fact]
    public void Scopes() => Run(async () =>
    {
        int both = await TaskScope.RunAsync(async scope =>
        {
            JoinHandle<int> books = scope.Spawn(async () => await CountPagesAsync());
            JoinHandle<int> papers = scope.Spawn(async () => await CountPagesAsync());
            return await books + await papers; // if one fails, the other one does not run on
        });

        Assert.Equal(6, both);
    });

    [Fact]
    public void Runtime_of_your_own()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(2)
            .WorkerThreadName("reports")
            .OnUnhandledException(info => Console.Error.WriteLine(info.Exception))
            .Build();

        int pages = runtime.BlockOn(async () => await CountPagesAsync());

        Assert.Equal(3, pages);
        Assert.StartsWith("reports-", runtime.Metrics.Workers[0].Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Spawn_and_join() => Run(async () =>
    {
        JoinHandle<int> handle = LitenTask.Spawn(async () => await CountPagesAsync());
        int pages = await handle; // throws what the task threw

        JoinResult<int> result = await handle.JoinAsync(); // does not throw for the task
        string text = result.IsSuccess ? $"{result.Value} pages" : $"failed: {result.Exception}";

        int[] all = await LitenTask.WhenAll(handle, LitenTask.Spawn(async () => 1));

        Assert.Equal(3, pages);
        Assert.Equal("3 pages", text);
        Assert.Equal([3, 1], all);
    });

    [Fact]
    public void Abort() => Run(async () =>
    {
        bool cleanedUp = false;
        async LitenTask CleanUpAsync()
        {
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
            cleanedUp = true;
        }

        // A task that was aborted before it has started never runs, so this test waits for the start.
        var (started, hasStarted) = Oneshot.Create<bool>();
        LitenTask SleepAsync()
        {
            started.TrySend(true);
            return Time.Sleep(Timeout.InfiniteTimeSpan);
        }

        JoinHandle waiting = LitenTask.Spawn(async () =>
        {
            try { await SleepAsync(); }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort()) { await CleanUpAsync(); }
            }
        });
        await hasStarted;
        waiting.Abort();
        JoinResult end = await waiting.JoinAsync(); // after the finally block

        Assert.True(end.IsAborted);
        Assert.True(cleanedUp);
    });

    [Fact]
    public void Blocking_calls() => Run(async () =>
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "text");
        string text = await Blocking.Spawn(() => File.ReadAllText(path));
        File.Delete(path);
        Assert.Equal("text", text);
    });

    [Fact]
    public void Timers() => Run(async () =>
    {
        await Time.Sleep(TimeSpan.FromMilliseconds(20));

        TimeProvider timers = Runtime.Current.TimeProvider;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5), timers);
        using var everyTenth = new PeriodicTimer(TimeSpan.FromMilliseconds(100), timers);
        await everyTenth.WaitForNextTickAsync(deadline.Token);

        Assert.False(deadline.IsCancellationRequested);
    });

    [Fact]
    public void Mutex() => Run(async () =>
    {
        var balance = new AsyncMutex<decimal>(100);

        using (AsyncMutexGuard<decimal> guard = await balance.LockAsync())
        {
            guard.Value -= 30; // no other code is here, also across an await
        }

        Assert.True(balance.TryLock(out AsyncMutexGuard<decimal> last));
        Assert.Equal(70, last.Value);
        last.Dispose();
    });

    [Fact]
    public void Oneshot_channel() => Run(async () =>
    {
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> doubled = LitenTask.Spawn(async () => 2 * await receiver);
        bool accepted = sender.TrySend(21);
        int value = await doubled;

        Assert.True(accepted);
        Assert.Equal(42, value);
    });

    [Fact]
    public void Each_example_of_the_readme_is_here()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Liten.slnx")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        string here = WithoutIndent(File.ReadAllText(Path.Combine(root, "tests", "Liten.Tests", "ReadmeExamples.cs")));
        MatchCollection examples = Example().Matches(File.ReadAllText(Path.Combine(root, "README.md")).ReplaceLineEndings("\n"));
        Assert.True(examples.Count >= 8, $"only {examples.Count} examples");
        Assert.All(examples, example => Assert.Contains(WithoutIndent(example.Groups[1].Value), here));
    }

    private static string WithoutIndent(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line != "using Liten;"));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    private static async LitenTask<int> CountPagesAsync()
    {
        await LitenTask.Yield();
        return 3;
    }

    private static void Run(Func<LitenTask> body)
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
        runtime.BlockOn(body);
    }

#pragma warning disable CS0028 // The entry point of this project is another one.
    static class Program
    {
        [LitenMain]
        static async LitenTask Main()
        {
            JoinHandle<int> answer = LitenTask.Spawn(async () =>
            {
                await Time.Sleep(TimeSpan.FromMilliseconds(100));
                return 42;
            });
            Console.WriteLine($"The answer is {await answer}");
        }
    }
#pragma warning restore CS0028
}
