#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Inspection;

/// <summary>What tasks wait for, counted; and what is done with a task whose handle is not at hand.</summary>
public sealed class WaitGroupTests
{
    [Fact]
    public void Groups_AreOneForEachThingAndHolder()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        var ledger = new AsyncMutex { Name = "ledger" };
        JoinHandle holder = it.Runtime.Spawn(async () =>
        {
            using AsyncMutexGuard guard = await ledger.LockAsync();
            await Time.Sleep(TimeSpan.FromHours(1));
        });
        TaskSnapshotTests.Await(it, holder, LiveTaskState.Waiting);
        JoinHandle[] waiters = [.. Enumerable.Range(0, 3).Select(_ => it.Runtime.Spawn(
            async () => { using AsyncMutexGuard guard = await ledger.LockAsync(); }))];
        Array.ForEach(waiters, waiter => TaskSnapshotTests.Await(it, waiter, LiveTaskState.Waiting));

        IReadOnlyList<WaitGroupSnapshot> groups = it.Runtime.GetWaitGroups();

        Assert.Equal([3, 1], groups.Select(group => group.Count));
        Assert.Equal(
            (TaskWaitKind.Primitive, "AsyncMutex 'ledger'", "ledger", holder.Id, 0),
            (groups[0].Wait.Kind, groups[0].Wait.Subject, groups[0].Wait.Name, groups[0].Wait.TaskId, groups[0].Wait.Place));
        Assert.Contains(groups[0].OldestId, waiters.Select(waiter => waiter.Id));
        Assert.True(groups[0].OldestAge <= it.Runtime.GetTask(groups[0].OldestId)!.Age);
        Assert.StartsWith($"3 tasks wait for AsyncMutex 'ledger', held by task {holder.Id}", groups[0].ToString(), StringComparison.Ordinal);
        Assert.Equal((TaskWaitKind.Time, holder.Id), (groups[1].Wait.Kind, groups[1].OldestId));
        Assert.StartsWith("1 task waits for a sleep", groups[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_OfARuntimeWhereNobodyWaits_AreNone()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        Assert.Empty(it.Runtime.GetWaitGroups());
    }

    [Fact]
    public void TryAbort_StopsATaskThatIsAliveAndNoOther()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);
        JoinHandle task = it.Runtime.Spawn(() => Time.Sleep(TimeSpan.FromHours(1)));
        JoinHandle spared = it.Runtime.Spawn(() => Time.Sleep(TimeSpan.FromHours(1)));

        Assert.False(other.Runtime.TryAbort(task.Id));
        Assert.True(it.Runtime.TryAbort(task.Id));

        Assert.True(it.Runtime.BlockOn(async () => (await task.JoinAsync()).IsAborted));
        it.WaitUntil(() => it.Runtime.GetTask(task.Id) is null, "the end of the task");
        Assert.False(it.Runtime.TryAbort(task.Id));
        Assert.False(spared.IsCompleted);
    }

    [Fact]
    public void GetAll_HasARuntimeFromItsBeginToItsEnd()
    {
        Runtime older = Runtime.CreateBuilder().WorkerThreads(1).Build();
        Runtime younger = Runtime.CreateBuilder().WorkerThreads(1).Build();

        List<Runtime> all = [.. Runtime.GetAll()];
        older.Dispose();

        Assert.InRange(all.IndexOf(older), 0, all.IndexOf(younger) - 1);
        Assert.DoesNotContain(older, Runtime.GetAll());
        Assert.Contains(younger, Runtime.GetAll());
        younger.Dispose();
    }

    [Fact]
    public void CurrentTask_IsTheOneWhoseCodeAWorkerRuns()
    {
        using var begun = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        Assert.Null(it.Runtime.Metrics.Workers[0].CurrentTask);
        JoinHandle task = it.Runtime.Spawn(
            async () =>
            {
                begun.Set();
                release.Wait();
            },
            new SpawnOptions { Name = "runs" });
        begun.Wait();

        TaskInfo? current = it.Runtime.Metrics.Workers[0].CurrentTask;
        release.Set();

        Assert.Equal((task.Id, "runs"), (current!.Value.Id, current.Value.Name));
        it.WaitUntil(() => it.Runtime.Metrics.Workers[0].CurrentTask is null, "the end of the turn");
    }
}
