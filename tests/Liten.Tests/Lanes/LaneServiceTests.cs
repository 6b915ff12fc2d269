#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

using System.Diagnostics.CodeAnalysis;

namespace Liten.Tests.Lanes;

/// <summary>What lanes do for the rest of a runtime: blocking jobs, hooks, the view into tasks, a queue of the user's.</summary>
public sealed class LaneServiceTests
{
    private static readonly SpawnOptions s_bulk = new() { Lane = "bulk" };

    [Fact]
    public void MaxBlockingThreads_ManyJobs_IsNeverExceededAndAllRun()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).Lane("bulk", maxBlockingThreads: 2));
        int inside = 0;
        int tooMany = 0;

        JoinHandle[] jobs = [.. Enumerable.Range(0, 50).Select(_ => it.Runtime.SpawnBlocking(
            () =>
            {
                tooMany += Interlocked.Increment(ref inside) > 2 ? 1 : 0;
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            },
            s_bulk))];

        Assert.All(jobs, job => Assert.True(it.Outcome(job).IsSuccess));
        Assert.Equal(0, tooMany);
    }

    [Fact]
    public void MaxBlockingThreads_AJobThatWaitsIsAborted_EndsAtOnceAndTheNextOneRuns()
    {
        using var begun = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).Lane("bulk", maxBlockingThreads: 1));
        JoinHandle first = it.Runtime.SpawnBlocking(
            () =>
            {
                begun.Set();
                release.Wait();
            },
            s_bulk);
        it.WaitFor(begun, "the first job");
        JoinHandle second = it.Runtime.SpawnBlocking(static () => { }, s_bulk);
        JoinHandle third = it.Runtime.SpawnBlocking(static () => { }, s_bulk);

        second.Abort();

        Assert.True(it.Outcome(second).IsAborted);
        Assert.True(it.Outcome(it.Runtime.SpawnBlocking(static () => { })).IsSuccess);
        Assert.False(third.IsCompleted);
        release.Set();
        Assert.True(it.Outcome(first).IsSuccess);
        Assert.True(it.Outcome(third).IsSuccess);
    }

    [Fact]
    public void Custom_AQueueThatThrows_IsReportedOnceAndEveryTaskRuns()
    {
        int reports = 0;
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder()
            .WorkerThreads(2)
            .OnUnhandledException(info => Interlocked.Add(ref reports, info.Exception is FormatException ? 1 : 100))
            .Lane("bulk", order: LaneOrder.Custom(static () => new ThrowingQueue())));

        JoinHandle[] tasks = [.. Enumerable.Range(0, 40).Select(_ => it.Runtime.Spawn(
            static async () =>
            {
                await LitenTask.Yield();
                await Time.Sleep(TimeSpan.FromTicks(1));
            },
            s_bulk))];

        Assert.All(tasks, task => Assert.True(it.Outcome(task).IsSuccess));
        Assert.Equal(1, reports);
    }

    [Fact]
    public void Snapshot_AndDump_TellTheLane()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).Lane("bulk"));
        JoinHandle task = it.Runtime.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan), s_bulk);
        it.WaitUntil(() => it.Runtime.GetTask(task.Id)?.State == LiveTaskState.Waiting, "the task");
        var dump = new StringWriter();

        it.Runtime.WriteTaskDump(dump);

        Assert.Equal("bulk", it.Runtime.GetTask(task.Id)!.Lane);
        Assert.Contains("lane bulk", dump.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void DeferredGrant_OfAWorkerThatBlocks_IsMadeByTheWatcher()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).Lane("bulk"));
        var mutex = new AsyncMutex();
        using var locked = new ManualResetEventSlim();

        it.Outcome(it.Runtime.Spawn(async () =>
        {
            AsyncMutexGuard guard = await mutex.LockAsync();
            JoinHandle waiter = LitenTask.Spawn(async () =>
            {
                using (await mutex.LockAsync())
                {
                    locked.Set();
                }
            });
            while (it.Runtime.GetTask(waiter.Id)?.State != LiveTaskState.Waiting)
            {
                await LitenTask.Yield();
            }

            guard.Dispose();
            Assert.True(locked.Wait(RuntimeUnderTest.Patience));
        }));
    }

    private sealed class ThrowingQueue : LaneQueue
    {
        private readonly Queue<LaneItem> _items = new();
        private int _taken;

        public override int Count => _items.Count;

        public override void Add(LaneItem item) => _items.Enqueue(item);

        public override bool TryTake([NotNullWhen(true)] out LaneItem? item)
            => ++_taken == 20 ? throw new FormatException("the twentieth") : _items.TryDequeue(out item);
    }
}
