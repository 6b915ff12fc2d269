#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

namespace Liten.Tests;

public sealed class RuntimeTests
{
    [Fact]
    public void Current_OutsideEveryRuntime_ThrowsAndSaysHowToGetOne()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Runtime.Current);

        Assert.Contains("Runtime.CreateBuilder().Build()", exception.Message);
        Assert.False(Runtime.TryGetCurrent(out Runtime? runtime));
        Assert.Null(runtime);
    }

    [Fact]
    public void Current_OnWorkersBlockingThreadsAndPostedCallbacks_IsTheRuntime()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        var posted = new TaskCompletionSource<Runtime?>(TaskCreationOptions.RunContinuationsAsynchronously);

        Assert.Same(it.Runtime, it.Run(async () => Runtime.Current));
        Assert.Same(it.Runtime, it.Result(it.Runtime.SpawnBlocking(() => Runtime.Current)));
        it.Runtime.SynchronizationContext.Post(_ => posted.SetResult(Runtime.TryGetCurrent(out Runtime? runtime) ? runtime : null), null);
        Assert.Same(it.Runtime, it.OnThread(() => posted.Task.GetAwaiter().GetResult(), "the posted callback"));
        Task<Runtime> started = Task.Factory.StartNew(() => Runtime.Current, default, TaskCreationOptions.None, it.Runtime.TaskScheduler);
        Assert.Same(it.Runtime, it.OnThread(() => started.GetAwaiter().GetResult(), "the started task"));
    }

    [Fact]
    public void Current_AfterBlockOn_IsNoneAgain()
    {
        using Runtime runtime = Runtime.CreateBuilder().CurrentThread().Build();

        runtime.BlockOn(async () => await LitenTask.Yield());

        Assert.False(Runtime.TryGetCurrent(out _));
        Assert.Null(Turn.Current);
    }

    [Fact]
    public void NullBody_Throws()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        Assert.Throws<ArgumentNullException>("body", () => { it.Runtime.Spawn((Func<LitenTask>)null!); });
        Assert.Throws<ArgumentNullException>("body", () => { it.Runtime.Spawn((Func<Task<int>>)null!); });
        Assert.Throws<ArgumentNullException>("body", () => it.Runtime.BlockOn((Func<LitenTask>)null!));
        Assert.Throws<ArgumentNullException>("body", () => { it.Runtime.SpawnBlocking((Action)null!); });
        Assert.Equal(0, it.Metrics.SpawnedTasks);
    }

    [Fact]
    public void BlockOn_AfterDispose_ThrowsObjectDisposed()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.End();
        bool ran = false;

        Assert.Throws<ObjectDisposedException>(() => it.Runtime.BlockOn(async () => { ran = true; }));
        Assert.False(ran);
    }

    [Fact]
    public void ThreadNames_AreNameAndNumber()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(3);
        string name = it.Census.Name;

        it.WaitUntil(() => it.Census.Started.Count == 3, "three workers");
        Assert.Equal([$"{name}-0", $"{name}-1", $"{name}-2"], it.Metrics.Workers.Select(worker => worker.Name));
        Assert.Equal(
            [new ThreadInfo($"{name}-0", 0), new ThreadInfo($"{name}-1", 1), new ThreadInfo($"{name}-2", 2)],
            it.Census.Started.OrderBy(thread => thread.WorkerIndex));
        Assert.StartsWith($"{name}-", it.Run(async () => Thread.CurrentThread.Name));
        Assert.Equal($"{name}-blocking-0", it.Result(it.Runtime.SpawnBlocking(() => Thread.CurrentThread.Name)));
        Assert.Contains(it.Census.Started, thread => thread == new ThreadInfo($"{name}-blocking-0", null));
    }

    [Fact]
    public void ThreadNames_SystemSeesThemToo()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        it.WaitUntil(() => it.Census.Started.Count == 2, "two workers");

        string[] expected = OperatingSystem.IsLinux() ? [$"{it.Census.Name}-0", $"{it.Census.Name}-1"] : [];
        Assert.Equal(expected, it.Census.SystemThreads().Order());
    }

    [Fact]
    public void ManyRuntimes_EachRunsItsOwnTasks()
    {
        RuntimeUnderTest[] runtimes = [.. Enumerable.Range(0, 5).Select(_ => RuntimeUnderTest.WithWorkers(1))];

        JoinHandle<Runtime>[] tasks = [.. runtimes.Select(it => it.Runtime.Spawn(async () =>
        {
            await LitenTask.Yield();
            return await LitenTask.Spawn(async () => Runtime.Current);
        }))];

        for (int i = 0; i < runtimes.Length; i++)
        {
            Assert.Same(runtimes[i].Runtime, runtimes[i].Result(tasks[i]));
            Assert.Equal(2, runtimes[i].Metrics.SpawnedTasks);
            runtimes[i].Dispose();
        }
    }

    [Fact]
    public void OneRuntimeBlocked_TheOtherRunsOn()
    {
        using RuntimeUnderTest blocked = RuntimeUnderTest.WithWorkers(1);
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var gate = new ManualResetEventSlim();
        JoinHandle stuck = blocked.Runtime.Spawn(async () => gate.Wait(RuntimeUnderTest.Patience));

        it.Run(async () => await Time.Sleep(TimeSpan.FromMilliseconds(1)));

        Assert.False(stuck.IsCompleted);
        gate.Set();
    }

    [Fact]
    public void Handle_AwaitedOnAnotherRuntime_ResumesThere()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(2);
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<(int, Runtime)> task = other.Runtime.Spawn(async () => (await receiver, Runtime.Current));

        (int value, Runtime ranOn, Runtime resumedOn) = it.Run(async () =>
        {
            _ = LitenTask.Spawn(async () => sender.TrySend(5));
            (int result, Runtime where) = await task;
            return (result, where, Runtime.Current);
        });

        Assert.Equal(5, value);
        Assert.Same(other.Runtime, ranOn);
        Assert.Same(it.Runtime, resumedOn);
    }

    [Fact]
    public void OtherRuntimeDisposed_WhoAwaitsItsTask_GetsAborted()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);
        var (_, never) = Oneshot.Create<int>();
        JoinHandle<int> task = other.Runtime.Spawn(async () => await never);
        JoinHandle<bool> waiter = it.Runtime.Spawn(async () => (await task.JoinAsync()).IsAborted);

        other.End();

        Assert.True(it.Result(waiter));
    }

    [Fact]
    public void MaxTasks_Reached_SpawnThrowsUntilATaskHasEnded()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).MaxTasks(3));
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> first = it.Runtime.Spawn(async () => await receiver);
        using var gate = new ManualResetEventSlim();
        JoinHandle job = it.Runtime.SpawnBlocking(() => it.WaitFor(gate, "the gate"));
        var (_, never) = Oneshot.Create<int>();
        JoinHandle last = it.Runtime.Spawn(async () => await never);

        var refusal = Assert.Throws<TaskLimitExceededException>(() => { it.Runtime.Spawn(async () => 1); });
        Assert.Throws<TaskLimitExceededException>(() => { it.Runtime.SpawnBlocking(() => 1); });
        Assert.Throws<TaskLimitExceededException>(() => it.Runtime.BlockOn(async () => 1));
        Assert.Equal(3, refusal.MaxTasks);
        Assert.Contains("MaxTasks", refusal.Message);
        Assert.Equal((3L, 3L), (it.Metrics.AliveTasks, it.Metrics.SpawnedTasks));

        sender.TrySend(6);
        Assert.Equal(6, it.OnThread(() => first.AsTask().GetAwaiter().GetResult(), "the first task"));
        Assert.Equal(1, it.Run(async () => 1));
        gate.Set();
        it.OnThread(() => job.AsTask().GetAwaiter().GetResult(), "the job");
        Assert.Equal(2, it.Run(async () => await LitenTask.Spawn(async () => 2)));
        last.Abort();
    }

    [Fact]
    public void MaxTasks_ManyThreadsSpawnUpToIt_NothingIsLostAndNoRoomLeaks()
    {
        const int Limit = 10;
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).MaxTasks(Limit));
        int ran = 0, accepted = 0, mostAlive = 0, alive = 0;

        var spawners = Enumerable.Range(0, 4).Select(_ => it.Begin(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                try
                {
                    it.Runtime.Spawn(Body);
                    Interlocked.Increment(ref accepted);
                }
                catch (TaskLimitExceededException)
                {
                    Thread.Yield();
                }
            }
        })).ToArray();
        Assert.All(spawners, spawner => it.End(spawner, "a spawner"));
        it.WaitUntil(() => it.Metrics.AliveTasks == 0, "all tasks");

        Assert.Equal(accepted, ran);
        Assert.InRange(mostAlive, 1, Limit);
        JoinHandle[] full = [.. Enumerable.Range(0, Limit).Select(_ => it.Runtime.Spawn(async () => await Time.Sleep(TimeSpan.FromHours(1))))];
        Assert.Throws<TaskLimitExceededException>(() => { it.Runtime.Spawn(async () => { }); });

        async LitenTask Body()
        {
            int now = Interlocked.Increment(ref alive);
            InterlockedMax(ref mostAlive, now);
            await LitenTask.Yield();
            Interlocked.Increment(ref ran);
            Interlocked.Decrement(ref alive);
        }

        static void InterlockedMax(ref int target, int value)
        {
            int seen = Volatile.Read(ref target);
            while (value > seen && Interlocked.CompareExchange(ref target, value, seen) is var before && before != seen)
            {
                seen = before;
            }
        }
    }

    [Fact]
    public void CurrentThread_NoBlockOn_NothingRuns() // 14
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().CurrentThread());
        int runs = 0;
        JoinHandle task = it.Runtime.Spawn(async () => runs++);

        Assert.Equal((0, 0L, false), (runs, it.Metrics.Workers[0].Polls, task.IsCompleted));
        Assert.Equal(1, it.Metrics.InjectionQueueDepth);
        Assert.Empty(it.Census.SystemThreads());

        it.Run(async () => await task);
        Assert.Equal(1, runs);
    }

    [Fact]
    public void CurrentThread_BlockOn_RunsOnTheCallersThread() // 14
    {
        using Runtime runtime = Runtime.CreateBuilder().CurrentThread().Build();
        int caller = Environment.CurrentManagedThreadId;

        (int before, int after, int spawned) = runtime.BlockOn(async () =>
        {
            int first = Environment.CurrentManagedThreadId;
            int child = await LitenTask.Spawn(async () => Environment.CurrentManagedThreadId);
            await Task.Run(() => { });
            return (first, Environment.CurrentManagedThreadId, child);
        });

        Assert.Equal((caller, caller, caller), (before, after, spawned));
    }

    [Fact]
    public void CurrentThread_DetachedTask_GoesOnInTheNextBlockOn() // 14
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().CurrentThread());
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> detached = it.Run(async () => LitenTask.Spawn(async () => await receiver));

        sender.TrySend(3);

        Assert.False(detached.IsCompleted);
        Assert.Equal(3, it.Run(async () => await detached));
    }

    [Fact]
    public void DisableWorkStealing_TaskSpawnedOnAWorker_StaysThere()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(3).DisableWorkStealing());

        for (int round = 0; round < 20; round++)
        {
            (int home, HashSet<int> seen) = it.Run(async () =>
            {
                int spawner = Environment.CurrentManagedThreadId;
                return (spawner, await LitenTask.Spawn(WanderAsync));
            });
            Assert.Equal([home], seen);
        }

        static async LitenTask<HashSet<int>> WanderAsync()
        {
            var threads = new HashSet<int> { Environment.CurrentManagedThreadId };
            for (int i = 0; i < 20; i++)
            {
                await LitenTask.Yield();
                threads.Add(Environment.CurrentManagedThreadId);
                await Task.Run(() => { });
                threads.Add(Environment.CurrentManagedThreadId);
                await Blocking.Spawn(() => { });
                threads.Add(Environment.CurrentManagedThreadId);
                await Time.Sleep(TimeSpan.FromTicks(1));
                threads.Add(Environment.CurrentManagedThreadId);
                var (sender, receiver) = Oneshot.Create<int>();
                ThreadPool.QueueUserWorkItem(_ => sender.TrySend(1));
                await receiver;
                threads.Add(Environment.CurrentManagedThreadId);
            }

            return threads;
        }
    }

    [Fact]
    public void DisableWorkStealing_AsyncTaskBody_StaysOnItsWorker()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(3).DisableWorkStealing());

        HashSet<int> seen = it.OnThread(() => it.Runtime.BlockOn((Func<Task<HashSet<int>>>)WanderAsync), "the task");

        Assert.Single(seen);

        static async Task<HashSet<int>> WanderAsync()
        {
            var threads = new HashSet<int> { Environment.CurrentManagedThreadId };
            for (int i = 0; i < 50; i++)
            {
                await Task.Run(() => { });
                threads.Add(Environment.CurrentManagedThreadId);
                await LitenTask.Yield();
                threads.Add(Environment.CurrentManagedThreadId);
            }

            return threads;
        }
    }

    [Fact]
    public void BlockedParent_ItsChildAlone_IsRescuedByTheOtherWorker()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);

        int result = it.Run(async () =>
        {
            JoinHandle<int> child = LitenTask.Spawn(async () =>
            {
                await LitenTask.Yield();
                return 3;
            });
            Assert.True(child.AsTask().Wait(RuntimeUnderTest.Patience), $"The child is stuck; {it.Runtime}");
            return await child;
        });

        Assert.Equal(3, result);
    }

    [Fact]
    public void BlockedParent_OtherWorkerBusyForEver_TheChildIsRescuedAllTheSame()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        bool stop = false;

        it.Run(async () =>
        {
            using var spinning = new ManualResetEventSlim();
            using var parentBlocks = new ManualResetEventSlim();
            JoinHandle spinner = LitenTask.Spawn(async () =>
            {
                spinning.Set();
                while (!Volatile.Read(ref stop))
                {
                    await LitenTask.Yield();
                }
            });
            spinning.Wait(RuntimeUnderTest.Patience);
            JoinHandle<int> child = LitenTask.Spawn(async () => 3);
            bool rescued = child.AsTask().Wait(RuntimeUnderTest.Patience);
            Volatile.Write(ref stop, true);
            Assert.True(rescued, $"The child is stuck; {it.Runtime}");
            await spinner;
        });
    }

    [Fact]
    public void BlockedWorker_TimersItHasSet_FireOnTheOther()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var fired = new ManualResetEventSlim();

        it.Run(async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                fired.Reset();
                using ITimer timer = it.Runtime.TimeProvider.CreateTimer(_ => fired.Set(), null, TimeSpan.FromMilliseconds(3), Timeout.InfiniteTimeSpan);
                it.WaitFor(fired, "a timer whose worker is blocked");
            }
        });
    }

    [Fact]
    public void BlockedWorker_ManyQueuedTasks_RunOnTheOther() // 26
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var all = new CountdownEvent(4);

        it.Run(async () =>
        {
            for (int i = 0; i < 4; i++)
            {
                _ = LitenTask.Spawn(async () => all.Signal());
            }

            it.WaitUntil(() => all.IsSet, "all four tasks");
        });

        Assert.Equal(4, it.Metrics.Workers.Sum(worker => worker.StolenTasks));
        Assert.InRange(it.Metrics.Workers.Sum(worker => worker.StealOperations), 2, 4);
    }

    [Fact]
    public void ToString_TellsStateAndNumbers()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        var (_, never) = Oneshot.Create<int>();
        it.Runtime.Spawn(async () => await never);

        Assert.Contains($"Liten runtime {it.Census.Name}: running, 2 workers, 1 tasks alive", it.Runtime.ToString());
        it.End();
        Assert.Contains("ended, 2 workers, 0 tasks alive", it.Runtime.ToString());
    }

    [Fact]
    public void StackSize_Given_IsTheThreads()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).ThreadStackSize(64 * 1024 * 1024));

        // Far more than the default stack of any platform.
        Assert.Equal(40_000, it.Run(async () => Deep(40_000)));

        static int Deep(int left)
        {
            Span<byte> weight = stackalloc byte[1000];
            weight[left % 1000] = 1;
            return left == 0 ? 0 : Deep(left - 1) + weight[left % 1000];
        }
    }
}
