#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Liten.Tests;

public sealed class RuntimeHooksTests
{
    private readonly ConcurrentQueue<UnhandledExceptionInfo> _unhandled = new();

    [Fact]
    public void ThreadHooks_WorkersAndBlockingThread_AreCalledOncePerThread()
    {
        RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(3);
        it.WaitUntil(() => it.Census.Started.Count == 3, "three workers");
        it.Result(it.Runtime.SpawnBlocking(() => 1));
        it.Dispose();

        Assert.Equal(4, it.Census.Started.Count);
        Assert.Equal(it.Census.Started.Order(ByName), it.Census.Stopped.Order(ByName));
    }

    [Fact]
    public void ThreadHooks_CurrentThread_AreCalledOncePerBlockOn()
    {
        var it = new RuntimeUnderTest(Runtime.CreateBuilder().CurrentThread());
        it.Run(async () => { });
        it.Run(async () => await LitenTask.Yield());

        Assert.Equal((2, 2), (it.Census.Started.Count, it.Census.Stopped.Count));
        it.Dispose();
    }

    [Fact]
    public void ThreadHooks_RunInsideTheRuntime()
    {
        var seen = new ConcurrentQueue<Runtime>();
        var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).OnThreadStart(_ => seen.Enqueue(Runtime.Current)).OnThreadStop(_ => seen.Enqueue(Runtime.Current)));
        it.Dispose();

        Assert.Equal([it.Runtime, it.Runtime], seen);
    }

    [Fact]
    public void ParkHooks_AreCalledInPairsAndAsOftenAsTheMetricsSay()
    {
        int parks = 0, unparks = 0;
        var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2)
            .OnThreadPark(_ => Interlocked.Increment(ref parks))
            .OnThreadUnpark(_ => Interlocked.Increment(ref unparks)));
        for (int i = 0; i < 20; i++)
        {
            it.Run(async () => await Time.Sleep(TimeSpan.FromTicks(1)));
        }

        it.Dispose();

        Assert.Equal(parks, unparks);
        Assert.Equal(it.Metrics.Workers.Sum(worker => worker.Parks), parks);
        Assert.True(parks >= 1);
    }

    [Fact]
    public void TaskHooks_EveryKindOfEnd_AreCalledOncePerTask()
    {
        var spawned = new ConcurrentQueue<TaskInfo>();
        var terminated = new ConcurrentQueue<TaskInfo>();
        var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).OnTaskSpawn(spawned.Enqueue).OnTaskTerminate(terminated.Enqueue));
        var (_, never) = Oneshot.Create<int>();
        JoinHandle[] tasks = [];
        it.Run(async () =>
        {
            JoinHandle succeeds = LitenTask.Spawn(async () => { }, new SpawnOptions { Name = "fine" });
            JoinHandle fails = LitenTask.Spawn(() => throw new InvalidOperationException());
            JoinHandle waits = LitenTask.Spawn(async () => await never);
            JoinHandle queued = LitenTask.Spawn(async () => { });
            queued.Abort();
            JoinHandle job = Blocking.Spawn(() => { });
            await LitenTask.Yield();
            waits.Abort();
            tasks = [succeeds, fails, waits, queued, job];
            foreach (JoinHandle task in tasks)
            {
                Assert.Equal(task == fails, (await task.JoinAsync()).Exception is InvalidOperationException);
            }
        });
        it.Dispose();
        it.Runtime.Spawn(async () => { });

        Assert.Equal(6, spawned.Count);
        Assert.Equal(spawned.OrderBy(task => task.Id), terminated.OrderBy(task => task.Id));
        Assert.Superset(tasks.Select(task => task.Id).ToHashSet(), spawned.Select(task => task.Id).ToHashSet());
        TaskInfo named = Assert.Single(spawned, task => task.Name == "fine");
        Assert.EndsWith("RuntimeHooksTests.cs", named.File);
        Assert.True(named.Line > 0);
    }

    [Fact]
    public void TaskSpawnHook_RunsOnTheSpawnersThreadBeforeTheBody()
    {
        int hookThread = 0;
        bool bodyRan = false, bodyRanBeforeHook = true;
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).OnTaskSpawn(_ =>
        {
            hookThread = Environment.CurrentManagedThreadId;
            bodyRanBeforeHook = Volatile.Read(ref bodyRan);
        }));

        JoinHandle<int> task = it.Runtime.Spawn(async () =>
        {
            Volatile.Write(ref bodyRan, true);
            return 1;
        });

        Assert.Equal(1, it.Result(task));
        Assert.Equal(Environment.CurrentManagedThreadId, hookThread);
        Assert.False(bodyRanBeforeHook);
    }

    [Fact]
    public void TaskTerminateHook_RunsBeforeTheHandleCompletes()
    {
        JoinHandle? handle = null;
        bool completedInHook = true;
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).OnTaskTerminate(task =>
        {
            if (task.Name == "watched")
            {
                completedInHook = Volatile.Read(ref handle)!.IsCompleted;
            }
        }));

        it.Run(async () =>
        {
            Volatile.Write(ref handle, LitenTask.Spawn(async () => { }, new SpawnOptions { Name = "watched" }));
            await handle;
        });

        Assert.False(completedInHook);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryHookThrows_NothingIsHurtAndEachIsReported(bool currentThread)
    {
        // The blocking job ends after a worker has parked, so that the worker must park and be woken.
        using var parked = new ManualResetEventSlim();
        RuntimeBuilder builder = Runtime.CreateBuilder()
            .OnThreadStart(_ => throw new InvalidOperationException("start"))
            .OnThreadStop(_ => throw new InvalidOperationException("stop"))
            .OnThreadPark(_ =>
            {
                parked.Set();
                throw new InvalidOperationException("park");
            })
            .OnThreadUnpark(_ => throw new InvalidOperationException("unpark"))
            .OnTaskSpawn(_ => throw new InvalidOperationException("spawn"))
            .OnTaskTerminate(_ => throw new InvalidOperationException("terminate"))
            .OnUnhandledException(_unhandled.Enqueue);
        using (Runtime runtime = (currentThread ? builder.CurrentThread() : builder.WorkerThreads(1)).Build())
        {
            int sum = runtime.BlockOn(async () =>
            {
                await Time.Sleep(TimeSpan.FromMilliseconds(1));
                int one = await LitenTask.Spawn(async () => 1);
                parked.Reset();
                return one + await Blocking.Spawn(() => parked.Wait(Timeout.Infinite) ? 2 : 0);
            });
            Assert.Equal(3, sum);
            runtime.Dispose();
            Assert.Equal(_unhandled.Count, runtime.Metrics.HookFailures);
        }

        string[] hooks = [.. _unhandled.Select(info => info.Origin).Distinct().Order()];
        Assert.Equal(
            ["the hook OnTaskSpawn", "the hook OnTaskTerminate", "the hook OnThreadPark", "the hook OnThreadStart", "the hook OnThreadStop", "the hook OnThreadUnpark"],
            hooks);
        Assert.Equal(3, _unhandled.Count(info => info.Exception.Message == "spawn"));
        Assert.Equal(3, _unhandled.Count(info => info.Exception.Message == "terminate"));
        Assert.All(_unhandled, info => Assert.Null(info.Task));
    }

    [Fact]
    public void UnhandledExceptionHookThrows_IsCountedAndHurtsNobody()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1)
            .OnTaskSpawn(_ => throw new InvalidOperationException("spawn"))
            .OnUnhandledException(_ => throw new InvalidOperationException("last resort")));

        Assert.Equal(1, it.Run(async () => 1));
        Assert.Equal(2, it.Metrics.HookFailures);
    }

    [Fact]
    public void PostedCallbackThrows_ReachesTheHookAndTheWorkerLives()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).OnUnhandledException(_unhandled.Enqueue));

        it.Runtime.SynchronizationContext.Post(_ => throw new InvalidOperationException("posted"), null);

        Assert.Equal(1, it.Run(async () => 1));
        it.WaitUntil(() => !_unhandled.IsEmpty, "the hook");
        UnhandledExceptionInfo info = Assert.Single(_unhandled);
        Assert.Equal("posted", info.Exception.Message);
        Assert.Null(info.Task);
    }

    [Fact]
    public void UnobservedException_AfterCollection_ReachesTheHookExactlyOnce()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).OnUnhandledException(_unhandled.Enqueue));

        long id = FailUnobserved(it);

        it.WaitUntil(() => !CollectAndAsk().IsEmpty, "the hook");
        CollectAndAsk();
        CollectAndAsk();
        UnhandledExceptionInfo info = Assert.Single(_unhandled);
        Assert.Equal("unobserved", info.Exception.Message);
        Assert.Equal((id, "careless"), (info.Task?.Id, info.Task?.Name));
        Assert.NotNull(info.Exception.StackTrace);
    }

    [Fact]
    public void ObservedExceptions_NeverReachTheHook()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).OnUnhandledException(_unhandled.Enqueue));

        FailObserved(it);
        FailUnobserved(it); // Proves that the collection has come this far.

        it.WaitUntil(() => !CollectAndAsk().IsEmpty, "the hook");
        CollectAndAsk();
        Assert.Equal("unobserved", Assert.Single(_unhandled).Exception.Message);
    }

    [Fact]
    public void AbortedTasks_NeverReachTheHook()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).OnUnhandledException(_unhandled.Enqueue));

        AbortSome(it);
        FailUnobserved(it); // Proves that the collection has come this far.

        it.WaitUntil(() => !CollectAndAsk().IsEmpty, "the hook");
        CollectAndAsk();
        Assert.Equal("unobserved", Assert.Single(_unhandled).Exception.Message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long FailUnobserved(RuntimeUnderTest it)
    {
        JoinHandle task = it.Runtime.Spawn(() => throw new InvalidOperationException("unobserved"), new SpawnOptions { Name = "careless" });
        it.WaitUntil(() => task.IsCompleted, "the task's end");
        return task.Id;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailObserved(RuntimeUnderTest it)
    {
        JoinHandle Failing() => it.Runtime.Spawn(() => throw new InvalidOperationException("observed"));
        it.Run(async () =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await Failing());
            Assert.NotNull((await Failing().JoinAsync()).Exception);
            Assert.Throws<InvalidOperationException>((await Failing().JoinAsync()).ThrowIfFailed);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await LitenTask.WhenAll(Failing()));
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await Failing().AsTask());
        });
        Assert.Throws<InvalidOperationException>(() => it.Run(() => throw new InvalidOperationException("BlockOn")));
        Assert.Throws<InvalidOperationException>(() => it.Result(it.Runtime.SpawnBlocking<int>(() => throw new InvalidOperationException("job"))));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AbortSome(RuntimeUnderTest it) => it.Run(async () =>
    {
        var (_, never) = Oneshot.Create<int>();
        JoinHandle waiting = LitenTask.Spawn(async () => await never);
        JoinHandle queued = LitenTask.Spawn(async () => { });
        queued.Abort();
        await LitenTask.Yield();
        waiting.Abort();
        while (!waiting.IsCompleted)
        {
            await LitenTask.Yield();
        }
    });

    private static Comparer<ThreadInfo> ByName => Comparer<ThreadInfo>.Create((one, two) => string.CompareOrdinal(one.Name, two.Name));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ConcurrentQueue<UnhandledExceptionInfo> CollectAndAsk()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return _unhandled;
    }
}
