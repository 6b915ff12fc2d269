#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

using System.Runtime.CompilerServices;

namespace Liten.Tests.Inspection;

/// <summary>Looks from four threads while tasks come and go: each row is one task's, none is missing, nothing is kept.</summary>
public sealed class SnapshotStressTests
{
    private const int Looks = 150;

    [Fact]
    public void Looks_WhileTasksComeAndGo_AreTrueAndComplete()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var over = new CancellationTokenSource();
        JoinHandle[] lasting = [.. Enumerable.Range(0, 300).Select(i => it.Runtime.Spawn(LastingAsync))];
        Assert.All(lasting, task => TaskSnapshotTests.Await(it, task, LiveTaskState.Waiting));
        JoinHandle[] churns = [.. Enumerable.Range(0, 4).Select(i => it.Runtime.Spawn(() => Churn(over.Token)))];
        long[] ids = [.. lasting.Select(task => task.Id).Order()];

        Task[] lookers = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () => Look(it.Runtime, ids), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            foreach (Task looker in lookers)
            {
                Patience.Wait(looker, "the looks");
            }
        }
        finally
        {
            over.Cancel();
        }

        Assert.All(churns, churn => Assert.True(Patience.Join(churn).IsSuccess));
    }

    [Fact]
    public void Task_ThatWasLookedAt_IsNotKept()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        (WeakReference task, TaskPage page) = SeeAndEnd(it);

        it.WaitUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !task.IsAlive;
            },
            "the end of the task");
        Assert.NotEmpty(page.Items);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Task, TaskPage Page) SeeAndEnd(RuntimeUnderTest it)
    {
        var bell = new AsyncNotify();
        JoinHandle task = it.Runtime.Spawn(async () => await bell.WaitAsync());
        TaskSnapshotTests.Await(it, task, LiveTaskState.Waiting);
        TaskPage page = it.Runtime.GetTasks(new TaskQuery { WithStacks = true });
        Runtime.FindWaitCycles();
        it.Runtime.WriteTaskDump(TextWriter.Null);
        bell.NotifyOne();
        it.Outcome(task);
        return (new WeakReference(task), page);
    }

    private static void Look(Runtime runtime, long[] lasting)
    {
        for (int i = 0; i < Looks; i++)
        {
            TaskPage page = runtime.GetTasks(new TaskQuery { Take = 10_000, WithStacks = true, Descending = i % 2 == 0 });
            long[] seen = [.. page.Items.Select(task => task.Id)];
            Assert.Equal(seen.Length, seen.Distinct().Count());
            Assert.Equal(lasting, seen.Intersect(lasting).Order());
            foreach (TaskSnapshot task in page.Items)
            {
                Check(task, lasting.AsSpan().BinarySearch(task.Id) >= 0);
            }
        }
    }

    private static void Check(TaskSnapshot task, bool lasts)
    {
        string stack = string.Join(" > ", task.Stack.Select(frame => frame.Method["SnapshotStressTests.".Length..]));
        if (lasts)
        {
            Assert.Equal((LiveTaskState.Waiting, "AsyncNotify 'lasting'"), (task.State, task.Wait!.Text));
            Assert.Equal("LastingAsync > LastingInnerAsync", stack);
            return;
        }

        string[] right = task.Name switch
        {
            "mutex" => ["", "MutexAsync", "MutexAsync > MutexInnerAsync"],
            "yield" => ["", "YieldAsync", "YieldAsync > YieldInnerAsync"],
            "sleep" => ["", "SleepAsync", "SleepAsync > SleepInnerAsync"],
            _ => ["", "Churn"],
        };
        Assert.Contains(stack, right);
        if (task.Wait is { } wait && task.Name is { } name)
        {
            Assert.StartsWith(name switch { "mutex" => "AsyncMutex 'churned'", "sleep" => "a sleep", _ => "nothing" }, wait.Text);
        }
    }

    private static async LitenTask LastingAsync() => await LastingInnerAsync();

    private static async LitenTask LastingInnerAsync() => await new AsyncNotify { Name = "lasting" }.WaitAsync();

    private static async LitenTask Churn(CancellationToken over)
    {
        var mutex = new AsyncMutex { Name = "churned" };
        while (!over.IsCancellationRequested)
        {
            JoinHandle[] tasks =
            [
                LitenTask.Spawn(() => MutexAsync(mutex), new SpawnOptions { Name = "mutex" }),
                LitenTask.Spawn(() => MutexAsync(mutex), new SpawnOptions { Name = "mutex" }),
                LitenTask.Spawn(YieldAsync, new SpawnOptions { Name = "yield" }),
                LitenTask.Spawn(SleepAsync, new SpawnOptions { Name = "sleep" }),
            ];
            foreach (JoinHandle task in tasks)
            {
                await task.JoinAsync(CancellationToken.None);
            }
        }
    }

    private static async LitenTask MutexAsync(AsyncMutex mutex)
    {
        for (int i = 0; i < 10; i++)
        {
            await MutexInnerAsync(mutex);
        }
    }

    private static async LitenTask MutexInnerAsync(AsyncMutex mutex)
    {
        using AsyncMutexGuard guard = await mutex.LockAsync();
        await LitenTask.Yield();
    }

    private static async LitenTask YieldAsync() => await YieldInnerAsync();

    private static async LitenTask YieldInnerAsync()
    {
        await LitenTask.Yield();
        await LitenTask.Yield();
    }

    private static async LitenTask SleepAsync() => await SleepInnerAsync();

    private static async LitenTask SleepInnerAsync() => await Time.Sleep(TimeSpan.FromTicks(1));
}
