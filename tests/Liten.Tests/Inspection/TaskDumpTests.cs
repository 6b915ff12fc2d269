#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

using System.Runtime.InteropServices;

namespace Liten.Tests.Inspection;

/// <summary>A dump says what is wrong first, then all there is, equal tasks together.</summary>
public sealed class TaskDumpTests
{
    [Fact]
    public void Dump_OfMuch_PutsWhatIsWrongFirstAndFoldsEqualTasks()
    {
        using RuntimeUnderTest it = new(Runtime.CreateBuilder().WorkerThreads(1).Name("orders"));
        var mutex = new AsyncMutex { Name = "ledger" };
        JoinHandle[] sleepers = [.. Enumerable.Range(0, 1000).Select(_ => it.Runtime.Spawn(SleepAsync))];
        JoinHandle stuck = it.Runtime.Spawn(() => LockTwice(mutex), new SpawnOptions { Name = "stuck" });
        TaskSnapshotTests.Await(it, stuck, LiveTaskState.Waiting);
        TaskSnapshotTests.Await(it, sleepers[^1], LiveTaskState.Waiting);
        it.WaitUntil(() => it.Runtime.GetTask(stuck.Id)!.Since > TimeSpan.Zero, "the age of the wait");

        string[] lines = DumpOf(it.Runtime).Split(Environment.NewLine);

        Assert.StartsWith("DEADLOCK: 1 task waits for itself:", lines[0]);
        Assert.Contains("'ledger', held by task", lines[2]);
        int title = Array.FindIndex(lines, line => line.StartsWith("Liten runtime orders: running", StringComparison.Ordinal));
        int longest = Array.IndexOf(lines, "Longest in the same state, one of each group:");
        int groups = Array.IndexOf(lines, "Tasks and blocking jobs: 1001, in groups: 2");
        Assert.True(0 < title && title < longest && longest < groups, string.Join('\n', lines));
        Assert.Contains("1000 x TaskDumpTests.cs:", lines[groups + 1]);
        Assert.Contains("wait for a sleep", lines[groups + 1]);
        Assert.Contains($"such as task {sleepers[0].Id}, ", lines[groups + 1]);
        Assert.StartsWith("      TaskDumpTests.SleepAsync, TaskDumpTests.cs:", lines[groups + 2]);
        Assert.Contains("1 x TaskDumpTests.cs:", lines[groups + 3]);
        Assert.True(lines.Length < 40, string.Join('\n', lines));
    }

    [Fact]
    public void Dump_WhenAllWorkersAreBusy_NamesWhatTheyRun()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var begun = new CountdownEvent(2);
        using var gate = new ManualResetEventSlim();
        JoinHandle[] busy = [.. Enumerable.Range(0, 2).Select(_ => it.Runtime.Spawn(async () =>
        {
            begun.Signal();
            gate.Wait(RuntimeUnderTest.Patience);
        }))];

        // A task counts as begun a moment before its thread says whose code it runs.
        it.WaitUntil(() => begun.IsSet, "both to run");
        it.Runtime.Spawn(async () => { });

        string text = DumpOf(it.Runtime);

        Assert.Contains("All 2 workers are busy:", text);
        Assert.All(busy, task => Assert.Contains($": runs {task.Describe()}", text));
        Assert.Contains(": queued, not begun", text);
        gate.Set();
    }

    [Fact]
    public void Options_LimitWhatIsSaid()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        JoinHandle one = it.Runtime.Spawn(SleepAsync, null, "one.cs", 1);
        JoinHandle two = it.Runtime.Spawn(SleepAsync, null, "two.cs", 2);
        TaskSnapshotTests.Await(it, one, LiveTaskState.Waiting);
        TaskSnapshotTests.Await(it, two, LiveTaskState.Waiting);

        string text = DumpOf(it.Runtime, new DumpOptions { MostGroups = 1, ExamplesPerGroup = 0, LongestWaits = 0, WithStacks = false });

        Assert.DoesNotContain("Longest", text);
        Assert.DoesNotContain("such as", text);
        Assert.DoesNotContain(nameof(SleepAsync), text);
        Assert.Contains("  and 1 in further groups", text);
        Assert.Throws<ArgumentOutOfRangeException>("MostGroups", () => new DumpOptions { MostGroups = -1 });
        Assert.Throws<ArgumentNullException>("writer", () => it.Runtime.WriteTaskDump(null!));
    }

    [Fact]
    public void DumpOfAll_HasEachRuntimeThatHasNotEnded()
    {
        using RuntimeUnderTest one = new(Runtime.CreateBuilder().WorkerThreads(1).Name("first-of-two"));
        string both;
        using (RuntimeUnderTest two = new(Runtime.CreateBuilder().WorkerThreads(1).Name("second-of-two")))
        {
            both = DumpOfAll();
        }

        Assert.True(both.IndexOf("first-of-two", StringComparison.Ordinal) < both.IndexOf("second-of-two", StringComparison.Ordinal));
        string rest = DumpOfAll();
        Assert.Contains("first-of-two", rest);
        Assert.DoesNotContain("second-of-two", rest);
    }

    [Fact]
    public void Quit_WhenAskedFor_WritesADump()
    {
        var text = new StringWriter();
        using RuntimeUnderTest it = new(Runtime.CreateBuilder().WorkerThreads(1).Name("quits").DumpOnQuit(TextWriter.Synchronized(text)));

        var signal = new PosixSignalContext(PosixSignal.SIGQUIT);

        // Not the signal itself, which the runner of the tests hears as well.
        it.Runtime.AnswerQuit(signal, text);

        Assert.True(signal.Cancel);
        Assert.Contains("Tasks and blocking jobs: 0", text.ToString());
        Assert.Contains("Liten runtime quits", text.ToString());
    }

    private static string DumpOf(Runtime runtime, DumpOptions? options = null)
    {
        var text = new StringWriter();
        runtime.WriteTaskDump(text, options);
        return text.ToString();
    }

    private static string DumpOfAll()
    {
        var text = new StringWriter();
        Runtime.WriteTaskDumpOfAll(text);
        return text.ToString();
    }

    private static async LitenTask SleepAsync() => await Time.Sleep(TimeSpan.FromHours(1));

    private static async LitenTask LockTwice(AsyncMutex mutex)
    {
        using AsyncMutexGuard guard = await mutex.LockAsync();
        await mutex.LockAsync();
    }
}
