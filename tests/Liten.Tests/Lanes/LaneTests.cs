#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

using System.Globalization;

namespace Liten.Tests.Lanes;

/// <summary>What a lane promises its tasks: that they keep it, where they run, and how many at once.</summary>
public sealed class LaneTests
{
    private static readonly SpawnOptions s_bulk = new() { Lane = "bulk" };

    [Fact]
    public void Lane_TaskAndChildren_KeepItOverEveryKindOfAwait()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).Lane("bulk").Lane("other"));

        List<string> lanes = it.Result(it.Runtime.Spawn(WanderAsync, s_bulk));

        Assert.Equal([.. Enumerable.Repeat("bulk", 9)], lanes);

        static async LitenTask<List<string>> WanderAsync()
        {
            List<string> seen = [LitenTask.Current.Lane];
            await LitenTask.Yield();
            seen.Add(LitenTask.Current.Lane);
            await Task.Run(static () => { });
            seen.Add(LitenTask.Current.Lane);
            await Time.Sleep(TimeSpan.FromTicks(1));
            seen.Add(LitenTask.Current.Lane);
            seen.Add(await LitenTask.Spawn(static async () => LitenTask.Current.Lane));
            seen.Add(await LitenTask.Spawn((Func<Task<string>>)NetTaskAsync));
            seen.Add(await Blocking.Spawn(static () => LitenTask.Current.Lane));
            seen.Add(await await Blocking.Spawn(static () => Runtime.Current.Spawn(static async () => LitenTask.Current.Lane)));
            seen.Add(await TaskScope.RunAsync(static async scope => await scope.Spawn(static async () => LitenTask.Current.Lane)));
            return seen;
        }

        static async Task<string> NetTaskAsync()
        {
            await Task.Run(static () => { });
            await Task.Yield();
            return LitenTask.Current.Lane;
        }
    }

    [Fact]
    public void Lane_SpawnFromOutside_IsTheDefault()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).Lane("bulk"));

        Assert.Equal("default", it.Run(static async () => LitenTask.Current.Lane));
    }

    [Fact]
    public void Lane_RuntimeWithoutLanes_KnowsOnlyTheDefault()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        Assert.Equal("default", it.Result(it.Runtime.Spawn(static async () => LitenTask.Current.Lane, new SpawnOptions { Lane = "default" })));
        var refused = Assert.Throws<ArgumentException>(() => it.Runtime.Spawn(static async () => { }, s_bulk));
        Assert.Equal("The runtime has no lane 'bulk', but only the one called 'default'.", refused.Message);
    }

    [Fact]
    public void Spawn_UnknownLane_ThrowsAndNamesThoseThatAre()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).Lane("requests").Lane("ledger"));

        var refused = Assert.Throws<ArgumentException>(() => it.Runtime.Spawn(static async () => { }, s_bulk));

        Assert.Equal("The runtime has no lane 'bulk', but 'default', 'requests', 'ledger'.", refused.Message);
        Assert.Equal(0, it.Metrics.AliveTasks);
    }

    [Fact]
    public void Workers_PinnedLane_RunsNowhereElse()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder()
            .WorkerThreads(3).Lane("bulk", workers: [1]).Lane("two", workers: [0, 2]));

        JoinHandle<HashSet<int>>[] one = [.. Enumerable.Range(0, 20).Select(_ => it.Runtime.Spawn(WanderAsync, s_bulk))];
        JoinHandle<HashSet<int>>[] two = [.. Enumerable.Range(0, 20)
            .Select(_ => it.Runtime.Spawn(WanderAsync, new SpawnOptions { Lane = "two" }))];

        Assert.All(one, task => Assert.Equal([1], it.Result(task)));
        Assert.All(two, task => Assert.Subset(new HashSet<int> { 0, 2 }, it.Result(task)));
    }

    [Fact]
    public void Workers_PinnedWorkerIsStuck_TheLaneWaitsAndOthersGoOn()
    {
        using var stuck = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).Lane("bulk", workers: [1]).Lane("other"));
        JoinHandle blocker = it.Runtime.Spawn(
            async () =>
            {
                stuck.Set();
                release.Wait();
            },
            s_bulk);
        it.WaitFor(stuck, "the blocker");

        JoinHandle<HashSet<int>> behind = it.Runtime.Spawn(WanderAsync, s_bulk);
        for (int i = 0; i < 100; i++)
        {
            it.Run(static async () => await LitenTask.Yield());
        }

        Assert.False(behind.IsCompleted);
        Assert.Equal(1, it.Metrics.Workers[1].LocalQueueDepth);
        release.Set();
        it.Outcome(blocker);
        Assert.Single(it.Result(behind));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void MaxWorkers_ManyTasks_IsNeverExceeded(int limit)
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(4).Lane("bulk", maxWorkers: limit).Lane("other"));
        int inside = 0;
        int most = 0;

        JoinHandle[] bulk = [.. Enumerable.Range(0, 50).Select(_ => it.Runtime.Spawn(CountAsync, s_bulk))];
        JoinHandle[] other = [.. Enumerable.Range(0, 50).Select(_ => it.Runtime.Spawn(static async () => await LitenTask.Yield(), new SpawnOptions { Lane = "other" }))];

        Assert.All(bulk.Concat(other), task => Assert.True(it.Outcome(task).IsSuccess));
        Assert.InRange(most, 1, limit);

        async LitenTask CountAsync()
        {
            for (int i = 0; i < 50; i++)
            {
                int now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                Thread.SpinWait(50);
                Interlocked.Decrement(ref inside);
                await LitenTask.Yield();
            }
        }
    }

    [Fact]
    public void EarliestDeadline_QueuedTasks_RunInThatOrder()
    {
        using var begun = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).Lane("bulk", order: LaneOrder.EarliestDeadline));
        it.Runtime.Spawn(async () =>
        {
            begun.Set();
            release.Wait();
        });
        it.WaitFor(begun, "the blocker");
        var ran = new List<string?>();

        JoinHandle[] tasks = [.. new (string Name, int? Minutes)[] { ("none", null), ("late", 30), ("soon", 10), ("none too", null), ("middle", 20) }
            .Select(task => it.Runtime.Spawn(
                async () => ran.Add(LitenTask.Current.Name),
                new SpawnOptions { Lane = "bulk", Name = task.Name, Deadline = task.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null }))];
        release.Set();

        Assert.All(tasks, task => it.Outcome(task));
        Assert.Equal(["soon", "middle", "late", "none", "none too"], ran);
    }

    [Fact]
    public void Shutdown_QueuedAndWaitingTasks_EndsThemAll()
    {
        var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).Lane("bulk", maxWorkers: 1).Lane("other", workers: [1]));
        List<JoinHandle> tasks = [];
        for (int i = 0; i < 100; i++)
        {
            tasks.Add(it.Runtime.Spawn(static async () => await Time.Sleep(TimeSpan.FromHours(1)), i % 2 == 0 ? s_bulk : new SpawnOptions { Lane = "other" }));
        }

        it.Dispose();

        Assert.All(tasks, static task => Assert.True(task.IsCompleted));
    }

    [Fact]
    public void InPlace_InALane_RunsOnItsWorker()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).Lane("bulk", workers: [1]));

        Assert.Equal(1, it.Result(it.Runtime.Spawn(static async () => Blocking.InPlace(Worker), s_bulk)));
    }

    private static async LitenTask<HashSet<int>> WanderAsync()
    {
        var workers = new HashSet<int> { Worker() };
        for (int i = 0; i < 10; i++)
        {
            await LitenTask.Yield();
            workers.Add(Worker());
            await Task.Run(static () => { });
            workers.Add(Worker());
            await Time.Sleep(TimeSpan.FromTicks(1));
            workers.Add(Worker());
            await NetTaskAsync(workers);
            workers.Add(Worker());
        }

        return workers;
    }

    private static async Task NetTaskAsync(HashSet<int> workers)
    {
        await Task.Yield();
        workers.Add(Worker());
        await Task.Run(static () => { });
        workers.Add(Worker());
    }

    /// <summary>The number of the worker that runs this, which ends its thread's name.</summary>
    private static int Worker() => int.Parse(Thread.CurrentThread.Name!.Split('-')[^1], CultureInfo.InvariantCulture);

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
