#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

namespace Liten.Tests.Inspection;

/// <summary>Deadlocks are found, each as its own chain; what something could still end is not called one.</summary>
public sealed class WaitCycleTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    [Fact]
    public void ThreeTasks_InACircleOfLocks_AreFoundWithNamesAndLines()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        AsyncMutex[] locks = [new() { Name = "a" }, new() { Name = "b" }, new() { Name = "c" }];
        var all = new AsyncBarrier(3);
        JoinHandle[] tasks = [.. Enumerable.Range(0, 3).Select(i => it.Runtime.Spawn(() => LockBoth(locks[i], locks[(i + 1) % 3], all)))];
        JoinHandle behind = it.Runtime.Spawn(async () => await tasks[0]);
        TaskSnapshotTests.Await(it, behind, LiveTaskState.Waiting);

        WaitCycle cycle = Find(it, tasks);

        Assert.Equal(tasks.Select(task => task.Id).Order(), cycle.Tasks.Select(task => task.Id).Order());
        Assert.Equal(1, cycle.TasksBehind);
        Assert.False(cycle.HasToken);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(cycle.Tasks[(i + 1) % 3].Id, cycle.Tasks[i].Wait!.TaskId);
            Assert.Equal("WaitCycleTests.LockBoth", Assert.Single(cycle.Tasks[i].Stack).Method);
        }

        Assert.StartsWith("3 tasks wait for each other, and 1 more for them:", cycle.ToString());
        Assert.Contains("waits for AsyncMutex 'b', held by task ", cycle.ToString());
        tasks[0].Abort();
    }

    [Fact]
    public void Task_ThatLocksTwice_WaitsForItself()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var mutex = new AsyncMutex();
        JoinHandle task = it.Runtime.Spawn(() => LockBoth(mutex, mutex, new AsyncBarrier(1)));

        WaitCycle cycle = Find(it, task);

        Assert.Equal(task.Id, Assert.Single(cycle.Tasks).Id);
        Assert.StartsWith("1 task waits for itself:", cycle.ToString());
    }

    [Fact]
    public void Tasks_ThatJoinEachOther_AreFound()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        JoinHandle? two = null;
        var known = new AsyncNotify();
        JoinHandle one = it.Runtime.Spawn(async () =>
        {
            await known.WaitAsync();
            await two!;
        });
        two = it.Runtime.Spawn(async () => await one.JoinAsync());
        known.NotifyOne();

        Assert.Equal(2, Find(it, one, two).Tasks.Count);
        one.Abort();
    }

    [Fact]
    public void Tasks_OfTwoRuntimes_AreFoundInOneCircle()
    {
        using RuntimeUnderTest left = RuntimeUnderTest.WithWorkers(1);
        using RuntimeUnderTest right = RuntimeUnderTest.WithWorkers(1);
        AsyncMutex a = new();
        AsyncMutex b = new();
        var both = new AsyncBarrier(2);
        JoinHandle one = left.Runtime.Spawn(() => LockBoth(a, b, both));
        JoinHandle two = right.Runtime.Spawn(() => LockBoth(b, a, both));

        Assert.Equal(2, Find(left, one, two).Tasks.Count);
        one.Abort();
    }

    [Fact]
    public void Tasks_InAReaderWriterLock_AreFound()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        var first = new AsyncReaderWriterLock<int>(0) { Name = "first" };
        var second = new AsyncReaderWriterLock { Name = "second" };
        var both = new AsyncBarrier(2);
        JoinHandle reader = it.Runtime.Spawn(async () =>
        {
            using AsyncReadGuard<int> guard = await first.ReadLockAsync();
            await both.ArriveAsync();
            using AsyncReadGuard further = await second.ReadLockAsync();
        });
        JoinHandle writer = it.Runtime.Spawn(async () =>
        {
            using AsyncWriteGuard guard = await second.WriteLockAsync();
            await both.ArriveAsync();
            using AsyncWriteGuard<int> further = await first.WriteLockAsync();
        });

        Assert.Equal(2, Find(it, reader, writer).Tasks.Count);
        reader.Abort();
    }

    [Fact]
    public void LazyValue_ThatAsksForItself_IsFound()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        AsyncLazy<int>? lazy = null;
        lazy = new AsyncLazy<int>(async token => await lazy!.GetAsync(token)) { Name = "knot" };
        JoinHandle task = it.Runtime.Spawn(async () => await lazy.GetAsync());

        WaitCycle? cycle = null;
        it.WaitUntil(() => (cycle = Runtime.FindWaitCycles().FirstOrDefault(found => found.ToString().Contains("'knot'"))) is not null, "the cycle");

        Assert.Contains("AsyncLazy<int> 'knot', made by task", Assert.Single(cycle!.Tasks).Wait!.Text);
        Assert.Equal(1, cycle.TasksBehind);
        task.Abort();
    }

    [Fact]
    public void Request_WhoseResponderWaitsForTheRequester_IsFound()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var mutex = new AsyncMutex();
        (Requester<int, int> requester, Responder<int, int> responder) = RequestChannel.Create<int, int>(capacity: 1);
        JoinHandle server = it.Runtime.Spawn(async () =>
        {
            using Request<int, int> request = await responder.ReceiveAsync();
            using AsyncMutexGuard guard = await mutex.LockAsync();
            request.Respond(1);
        });
        JoinHandle client = it.Runtime.Spawn(async () =>
        {
            using AsyncMutexGuard guard = await mutex.LockAsync();
            await requester.RequestAsync(1);
        });

        Assert.Equal(2, Find(it, server, client).Tasks.Count);
        client.Abort();
        Patience.Join(client);
        Patience.Join(server);
    }

    [Fact]
    public void WhenAny_OfWhichOneMayEnd_IsNoCycle()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        JoinHandle? two = null;
        var known = new AsyncNotify();
        JoinHandle sleeper = it.Runtime.Spawn(() => Time.Sleep(s_long));
        JoinHandle one = it.Runtime.Spawn(async () =>
        {
            await known.WaitAsync();
            await LitenTask.WhenAny([two!, sleeper]);
        });
        two = it.Runtime.Spawn(async () => await one);
        known.NotifyOne();
        it.WaitUntil(() => it.Runtime.GetTask(one.Id)!.Wait?.Text.StartsWith("the first") == true, "the wait");

        Assert.DoesNotContain(Runtime.FindWaitCycles(), cycle => cycle.Tasks.Any(task => task.Id == one.Id));
        sleeper.Abort();
    }

    [Fact]
    public void WhenAny_OfWhichNoneMayEnd_IsOne()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        JoinHandle[] others = new JoinHandle[2];
        var known = new AsyncNotify();
        JoinHandle one = it.Runtime.Spawn(async () =>
        {
            await known.WaitAsync();
            await LitenTask.WhenAny(others);
        });
        others[0] = it.Runtime.Spawn(async () => await one);
        others[1] = it.Runtime.Spawn(async () => await one);
        known.NotifyOne();

        WaitCycle? cycle = null;
        it.WaitUntil(() => (cycle = FindFor(one)) is not null, "the cycle");
        Assert.Equal((2, 1), (cycle!.Tasks.Count, cycle.TasksBehind));
        one.Abort();
    }

    [Fact]
    public void Cycle_ThatATokenCouldEnd_SaysSo()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var source = new CancellationTokenSource();
        var mutex = new AsyncMutex();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            using AsyncMutexGuard guard = await mutex.LockAsync();
            using AsyncMutexGuard again = await mutex.LockAsync(source.Token);
        });

        WaitCycle cycle = Find(it, task);

        Assert.True(cycle.HasToken);
        Assert.Contains("a cancellation token could end it", cycle.ToString());
    }

    [Fact]
    public void Task_WhoseOtherCallHoldsTheLockAndSleeps_IsNoCycle()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var mutex = new AsyncMutex();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            LitenTask sleeping = Sleep(mutex);
            await LockBoth(mutex, new AsyncMutex(), new AsyncBarrier(1));
            await sleeping;

            static async LitenTask Sleep(AsyncMutex mutex)
            {
                using AsyncMutexGuard guard = await mutex.LockAsync();
                await Time.Sleep(s_long);
            }
        });
        it.WaitUntil(() => it.Runtime.GetTask(task.Id)!.Wait?.Text.Contains("; ") == true, "both waits");

        Assert.Null(FindFor(task));
    }

    [Fact]
    public void ContendedLocks_ThatAreTakenInOrder_AreNeverCalledACycle()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        AsyncMutex[] locks = [new(), new(), new()];
        JoinHandle[] tasks = [.. Enumerable.Range(0, 8).Select(i => it.Runtime.Spawn(async () =>
        {
            for (int round = 0; round < 2_000; round++)
            {
                using AsyncMutexGuard outer = await locks[i % 2].LockAsync();
                using AsyncMutexGuard inner = await locks[2].LockAsync();
                await LitenTask.Yield();
            }
        }))];

        long[] ids = [.. tasks.Select(task => task.Id)];
        while (!Array.TrueForAll(tasks, task => task.IsCompleted))
        {
            Assert.DoesNotContain(Runtime.FindWaitCycles(), cycle => cycle.Tasks.Any(task => ids.Contains(task.Id)));
        }
    }

    [Fact]
    public void Hook_IsToldOfACycleOnce()
    {
        var told = new System.Collections.Concurrent.BlockingCollection<WaitCycle>();
        using RuntimeUnderTest it = new(Runtime.CreateBuilder().WorkerThreads(1)
            .WaitLimit(TimeSpan.FromMilliseconds(20)).OnWaitCycle(told.Add));
        var mutex = new AsyncMutex { Name = "twice" };
        JoinHandle first = it.Runtime.Spawn(() => LockBoth(mutex, mutex, new AsyncBarrier(1)));

        Assert.True(told.TryTake(out WaitCycle? cycle, RuntimeUnderTest.Patience));
        Assert.Equal(first.Id, Assert.Single(cycle!.Tasks).Id);

        // The second one is told, and the first one is not told again before it.
        var other = new AsyncMutex();
        JoinHandle second = it.Runtime.Spawn(() => LockBoth(other, other, new AsyncBarrier(1)));
        Assert.True(told.TryTake(out cycle, RuntimeUnderTest.Patience));
        Assert.Equal(second.Id, Assert.Single(cycle!.Tasks).Id);
    }

    [Fact]
    public void Hook_IsToldOfAStandstillOnce_AndAgainAfterATurn()
    {
        var told = new System.Collections.Concurrent.BlockingCollection<TaskPage>();
        using RuntimeUnderTest it = new(Runtime.CreateBuilder().WorkerThreads(2)
            .WaitLimit(TimeSpan.FromMilliseconds(20)).OnStandstill(told.Add));
        var bell = new AsyncNotify();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            await bell.WaitAsync();
            await bell.WaitAsync();
        });

        Assert.True(told.TryTake(out TaskPage? page, RuntimeUnderTest.Patience));
        Assert.Equal(task.Id, Assert.Single(page!.Items).Id);
        bell.NotifyOne();
        Assert.True(told.TryTake(out page, RuntimeUnderTest.Patience));
        bell.NotifyOne();
        it.Outcome(task);
        Assert.Empty(told);
    }

    [Theory]
    [InlineData("timer")]
    [InlineData("foreign")]
    [InlineData("job")]
    [InlineData("none")]
    public void Runtime_InWhichSomethingMayStillWake_DoesNotStandStill(string what)
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var gate = new ManualResetEventSlim();
        var source = new TaskCompletionSource();
        JoinHandle[] tasks = what switch
        {
            "timer" => [it.Runtime.Spawn(async () => await Time.Sleep(s_long))],
            "foreign" => [it.Runtime.Spawn(async () => await source.Task)],
            "job" => [it.Runtime.SpawnBlocking(() => gate.Wait(RuntimeUnderTest.Patience))],
            _ => [],
        };
        Assert.All(tasks, task => TaskSnapshotTests.Await(it, task, what == "job" ? LiveTaskState.Blocking : LiveTaskState.Waiting));

        Assert.Null(InspectorOf(it.Runtime).ReadStandstill());
        source.SetResult();
        gate.Set();
    }

    [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = "_inspector")]
    private static extern ref readonly TaskInspector InspectorOf(Runtime runtime);

    private static async LitenTask LockBoth(AsyncMutex first, AsyncMutex second, AsyncBarrier barrier)
    {
        using AsyncMutexGuard outer = await first.LockAsync();
        await barrier.ArriveAsync();
        using AsyncMutexGuard inner = await second.LockAsync();
    }

    private static WaitCycle Find(RuntimeUnderTest it, params JoinHandle[] tasks)
    {
        WaitCycle? found = null;
        it.WaitUntil(() => (found = FindFor(tasks[0])) is not null, "the cycle");
        Assert.All(tasks, task => Assert.Contains(task.Id, found!.Tasks.Select(member => member.Id)));
        return found!;
    }

    private static WaitCycle? FindFor(JoinHandle task)
        => Runtime.FindWaitCycles().SingleOrDefault(cycle => cycle.Tasks.Any(member => member.Id == task.Id));
}
