#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

using System.Collections.Concurrent;

namespace Liten.Tests.Scheduling;

/// <summary>How a runtime ends, on every kind of scheduler. Numbers are those of the behaviours in tokio's tests.</summary>
public abstract class ShutdownSpecification
{
    private int _begun;

    protected abstract RuntimeBuilder CreateBuilder();

    private RuntimeUnderTest Start(Action<RuntimeBuilder>? configure = null)
    {
        RuntimeBuilder builder = CreateBuilder();
        configure?.Invoke(builder);
        return new RuntimeUnderTest(builder);
    }

    [Fact]
    public void Dispose_TaskThatWaitsForEver_FinallyRanBeforeItReturned() // 1
    {
        using RuntimeUnderTest it = Start();
        bool unwound = false;
        JoinHandle task = SpawnWaiting(it, () => unwound = true);

        it.End();

        Assert.True(unwound);
        Assert.True(new JoinResult(task).IsAborted);
        Assert.Equal(0, it.Metrics.AliveTasks);
    }

    [Fact]
    public void Dispose_ManyWaitingTasks_EveryFinallyRan() // 1
    {
        using RuntimeUnderTest it = Start();
        int unwound = 0;
        JoinHandle[] tasks = [.. Enumerable.Range(0, 500).Select(_ => SpawnWaiting(it, () => Interlocked.Increment(ref unwound), untilBegun: false))];
        WaitUntilBegun(it, tasks.Length);

        it.End();

        Assert.Equal(500, unwound);
        Assert.All(tasks, task => Assert.True(task.IsCompleted));
    }

    [Fact]
    public void Dispose_TwoTasksThatWakeEachOtherInFinally_BothUnwind() // 2
    {
        using RuntimeUnderTest it = Start();
        int unwound = 0;
        var (oneSender, one) = Oneshot.Create<int>();
        var (twoSender, two) = Oneshot.Create<int>();
        JoinHandle[] tasks = [it.Runtime.Spawn(() => WaitAndWake(one, twoSender)), it.Runtime.Spawn(() => WaitAndWake(two, oneSender))];
        WaitUntilBegun(it, tasks.Length);

        it.End();

        // The second may have got the first one's value before its own abort, and then it has ended well.
        Assert.Equal(2, unwound);
        Assert.All(tasks, task => Assert.True(task.IsCompleted));

        async LitenTask WaitAndWake(OneshotReceiver<int> receiver, OneshotSender<int> other)
        {
            try
            {
                Begun();
                await receiver;
            }
            finally
            {
                other.TrySend(1);
                Interlocked.Increment(ref unwound);
            }
        }
    }

    [Fact]
    public void Dispose_TasksThatLockAMutexInFinally_AllUnwind() // 2
    {
        using RuntimeUnderTest it = Start();
        var mutex = new AsyncMutex<int>(0);
        JoinHandle[] tasks = [.. Enumerable.Range(0, 10).Select(_ => it.Runtime.Spawn(WaitAndLock))];
        WaitUntilBegun(it, tasks.Length);

        it.End();

        Assert.True(mutex.TryLock(out AsyncMutexGuard<int> guard));
        Assert.Equal(10, guard.Value);

        async LitenTask WaitAndLock()
        {
            var (_, never) = Oneshot.Create<int>();
            try
            {
                Begun();
                await never;
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    using AsyncMutexGuard<int> lockGuard = await mutex.LockAsync();
                    await LitenTask.Yield();
                    lockGuard.Value++;
                }
            }
        }
    }

    [Fact]
    public void Dispose_TasksAreCompletedFromOutsideMeanwhile_EveryHandleCompletes() // 3
    {
        for (int round = 0; round < 5; round++)
        {
            using RuntimeUnderTest it = Start();
            var senders = new OneshotSender<int>[2000];
            var tasks = new JoinHandle[senders.Length];
            for (int i = 0; i < tasks.Length; i++)
            {
                (senders[i], OneshotReceiver<int> receiver) = Oneshot.Create<int>();
                tasks[i] = it.Runtime.Spawn(async () => await receiver);
            }

            it.Run(async () => await LitenTask.Yield());
            var completing = it.Begin(() =>
            {
                foreach (OneshotSender<int> sender in senders)
                {
                    sender.TrySend(1);
                }
            });
            it.End();

            it.End(completing, "the completions");
            Assert.All(tasks, task => Assert.True(task.IsCompleted));
            Assert.Equal(0, it.Metrics.AliveTasks);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Shutdown_BlockingJobHasBegun_ReturnsAndNamesIt(int milliseconds) // 4
    {
        using RuntimeUnderTest it = Start();
        it.MayEndLate = true;
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        JoinHandle<int> job = it.Runtime.SpawnBlocking(
            () =>
            {
                begun.Set();
                gate.Wait(RuntimeUnderTest.Patience);
                return 3;
            },
            new SpawnOptions { Name = "stuck" });
        it.WaitFor(begun, "the job");

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.FromMilliseconds(milliseconds)), "the shutdown");

        TaskInfo unfinished = Assert.Single(report.UnfinishedBlockingJobs);
        Assert.Equal((job.Id, "stuck"), (unfinished.Id, unfinished.Name));
        Assert.False(report.IsComplete);
        Assert.Contains("still running", report.ToString());
        Assert.False(job.IsCompleted);
        gate.Set();
        Assert.Equal(3, it.Result(job));
    }

    [Fact]
    public void Shutdown_OnlyFinishedTimersAndMuchTime_ReturnsWhenDone() // 5
    {
        using RuntimeUnderTest it = Start();
        it.Run(async () => await Time.Sleep(TimeSpan.FromMilliseconds(1)));

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.FromSeconds(10_000)), "the shutdown");

        Assert.True(report.IsComplete);
        Assert.Equal("complete", report.ToString());
        Assert.Equal(0, it.Metrics.LiveTimers);
    }

    [Fact]
    public void Shutdown_TaskSleepsForHours_IsAbortedAtOnce() // 5
    {
        using RuntimeUnderTest it = Start();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            Begun();
            await Time.Sleep(TimeSpan.FromHours(10));
        });
        WaitUntilBegun(it, 1);

        Assert.True(it.OnThread(() => it.Runtime.Shutdown(TimeSpan.FromSeconds(10_000)), "the shutdown").IsComplete);
        Assert.True(new JoinResult(task).IsAborted);
        Assert.Equal(0, it.Metrics.LiveTimers);
    }

    [Fact]
    public void Dispose_OnAWorker_ThrowsAndNamesTheAlternative() // 6
    {
        using RuntimeUnderTest it = Start();
        using RuntimeUnderTest inner = Start();

        it.Run(async () =>
        {
            Assert.Contains("DisposeAsync", Assert.Throws<InvalidOperationException>(it.Runtime.Dispose).Message);
            Assert.Contains("ShutdownAsync", Assert.Throws<InvalidOperationException>(inner.Runtime.Dispose).Message);
            Assert.Contains("TimeSpan.Zero", Assert.Throws<InvalidOperationException>(() => inner.Runtime.Shutdown(TimeSpan.FromSeconds(1))).Message);
        });

        // The refusal has begun nothing.
        Assert.Equal(1, inner.Run(async () => 1));
        Assert.Equal(1, it.Run(async () => 1));
    }

    [Fact]
    public void Shutdown_ZeroOnAWorkerOfAnotherRuntime_Succeeds() // 6
    {
        using RuntimeUnderTest it = Start();
        using RuntimeUnderTest inner = Start();
        inner.MayEndLate = true;

        ShutdownReport report = it.Run(async () => inner.Runtime.Shutdown(TimeSpan.Zero));

        Assert.True(report.IsComplete);
        Assert.Throws<ObjectDisposedException>(() => inner.Runtime.BlockOn(async () => 1));
    }

    [Fact]
    public void DisposeAsync_OnAWorkerOfAnotherRuntime_Succeeds() // 6
    {
        using RuntimeUnderTest it = Start();
        using RuntimeUnderTest inner = Start();
        bool unwound = false;
        SpawnWaiting(inner, () => unwound = true);

        it.Run(async () => await inner.Runtime.DisposeAsync());

        Assert.True(unwound);
    }

    [Fact]
    public void Shutdown_ZeroInsideATask_AbortsItsHandle()
    {
        using RuntimeUnderTest it = Start();
        it.MayEndLate = true;
        JoinHandle task = it.Runtime.Spawn(async () => { it.Runtime.Shutdown(TimeSpan.Zero); }, new SpawnOptions { Name = "suicide" });

        // A current-thread runtime needs somebody to drive it, who is refused when the shutdown was faster.
        it.OnThread(() => Record.Exception(() => it.Runtime.BlockOn(async () => await task.JoinAsync())), "BlockOn");
        it.WaitUntil(() => task.IsCompleted, "the task");

        Assert.True(new JoinResult(task).IsAborted);
        it.End();
    }

    [Fact]
    public void Spawn_AfterShutdown_IsAbortedAndDoesNotThrow() // 7
    {
        using RuntimeUnderTest it = Start();
        it.End();
        bool ran = false;

        JoinHandle task = it.Runtime.Spawn(async () => { ran = true; });
        JoinHandle<int> job = it.Runtime.SpawnBlocking(() => ran ? 1 : 2);

        Assert.True(task.IsCompleted && new JoinResult(task).IsAborted);
        Assert.True(job.IsCompleted && new JoinResult<int>(job).IsAborted);
        Assert.Throws<TaskAbortedException>(() => job.GetResult());
        Assert.False(ran);
        Assert.NotEqual(0, task.Id);
        Assert.Equal(0, it.Metrics.AliveTasks);
    }

    [Fact]
    public void SpawnBlocking_RacesWithDispose_EveryHandleCompletes() // 8
    {
        for (int round = 0; round < 100; round++)
        {
            using RuntimeUnderTest it = Start();
            var jobs = new ConcurrentQueue<JoinHandle>();
            using var go = new Barrier(2);
            var spawning = it.Begin(() =>
            {
                go.SignalAndWait();
                for (int i = 0; i < 20; i++)
                {
                    jobs.Enqueue(it.Runtime.SpawnBlocking(() => 1));
                    jobs.Enqueue(it.Runtime.Spawn(async () => await LitenTask.Yield()));
                }
            });

            go.SignalAndWait();
            it.End();

            it.End(spawning, "the spawns");
            it.WaitUntil(() => jobs.All(job => job.IsCompleted), "all handles");
            Assert.Equal(0, it.Metrics.AliveTasks);
        }
    }

    [Fact]
    public void Spawn_ManyThreadsRaceWithShutdown_NoTaskIsOverlooked() // 8
    {
        for (int round = 0; round < 60; round++)
        {
            using RuntimeUnderTest it = Start();
            var tasks = new ConcurrentQueue<JoinHandle>();
            using var go = new Barrier(4);
            var spawners = Enumerable.Range(0, 3).Select(_ => it.Begin(() =>
            {
                go.SignalAndWait();
                bool closed = false;

                // Limited, because a shutdown that gets no processor meanwhile would have to unwind them all.
                for (int i = 0; i < 300 && !closed; i++)
                {
                    JoinHandle task = it.Runtime.Spawn(async () => await Oneshot.Create<int>().Receiver);
                    tasks.Enqueue(task);
                    closed = task.IsCompleted;
                }
            })).ToArray();

            ShutdownReport report = it.OnThread(
                () =>
                {
                    go.SignalAndWait();
                    return it.Runtime.Shutdown(Timeout.InfiniteTimeSpan);
                },
                "the shutdown");

            Assert.All(spawners, spawner => it.End(spawner, "a spawner"));
            Assert.True(report.IsComplete, report.ToString());
            it.WaitUntil(() => tasks.All(task => task.IsCompleted), "all handles");
        }
    }

    [Fact]
    public void BlockOn_BodyThrowsAndTasksWakeEachOtherInFinally_TheExceptionArrives() // 11
    {
        using RuntimeUnderTest it = Start();
        var (oneSender, one) = Oneshot.Create<int>();
        var (twoSender, two) = Oneshot.Create<int>();

        Exception? exception = Record.Exception(() => it.Run(async () =>
        {
            _ = LitenTask.Spawn(() => WaitAndWake(one, twoSender));
            _ = LitenTask.Spawn(() => WaitAndWake(two, oneSender));
            await LitenTask.Yield();
            throw new InvalidOperationException("boom");
        }));
        it.End();

        Assert.Equal("boom", Assert.IsType<InvalidOperationException>(exception).Message);

        static async LitenTask WaitAndWake(OneshotReceiver<int> receiver, OneshotSender<int> other)
        {
            try
            {
                await receiver;
            }
            finally
            {
                other.TrySend(1);
            }
        }
    }

    [Fact]
    public void HundredRuntimes_EachWithAWaitingTask_LeaveNoThread() // 12
    {
        int unwound = 0;
        for (int i = 0; i < 100; i++)
        {
            using RuntimeUnderTest it = Start();
            SpawnWaiting(it, () => Interlocked.Increment(ref unwound));
        }

        Assert.Equal(100, unwound);
    }

    [Fact]
    public void Dispose_QueuedTasks_NeverRunAndAreAborted()
    {
        using RuntimeUnderTest it = Start();
        int workers = it.Metrics.Workers.Count;
        using var begun = new CountdownEvent(workers);
        using var gate = new ManualResetEventSlim();
        int ran = 0;
        for (int i = 1; i < workers; i++)
        {
            it.Runtime.Spawn(async () => Hold());
        }

        var driver = it.Begin(() => it.Runtime.BlockOn(async () => Hold()));
        it.WaitUntil(() => begun.IsSet, "all workers to be held");

        JoinHandle[] queued = [.. Enumerable.Range(0, 100).Select(_ => it.Runtime.Spawn(async () => Interlocked.Increment(ref ran)))];
        var disposing = it.Begin(it.Runtime.Dispose);
        it.WaitUntil(() => queued.All(task => task.IsCompleted), "the queued tasks' end");
        gate.Set();

        it.End(disposing, "Dispose");
        it.End(driver, "BlockOn");
        Assert.Equal(0, ran);
        Assert.All(queued, task => Assert.True(new JoinResult(task).IsAborted));

        void Hold()
        {
            begun.Signal();
            gate.Wait(RuntimeUnderTest.Patience);
        }
    }

    [Fact]
    public void Dispose_TaskIsRunningWithoutAWait_IsWaitedForAndNotGivenUp()
    {
        var clock = new CountingClock();
        using RuntimeUnderTest it = Start(builder => RuntimeUnderTest.OptionsOf(builder.AbandonAfter(TimeSpan.Zero)).Clock = clock);
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var driver = it.Begin(() => it.Runtime.BlockOn(async () =>
        {
            begun.Set();
            gate.Wait(RuntimeUnderTest.Patience);
            return 8;
        }));
        it.WaitFor(begun, "the task");

        var shutdown = it.Begin(() =>
        {
            clock.WatchThisThread();
            return it.Runtime.Shutdown(Timeout.InfiniteTimeSpan);
        });
        it.WaitUntil(() => clock.Reads >= 20 || shutdown.HasEnded, "the shutdown to look around a few times");
        bool gaveUp = shutdown.HasEnded;
        gate.Set();

        Assert.False(gaveUp, "The shutdown gave up a task that was running.");
        Assert.True(it.End(shutdown, "the shutdown").IsComplete);
        Assert.Equal(8, it.End(driver, "BlockOn"));
    }

    [Fact]
    public void Dispose_BodyOfBlockOnWaitsForForeignTask_BlockOnReturns()
    {
        using RuntimeUnderTest it = Start(builder => builder.AbandonAfter(TimeSpan.Zero));
        it.MayEndLate = true;
        var foreign = new TaskCompletionSource();
        using var begun = new ManualResetEventSlim();
        var driver = it.Begin(() => it.Runtime.BlockOn(async () =>
        {
            begun.Set();
            await foreign.Task;
        }));
        it.WaitFor(begun, "the task");

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(Timeout.InfiniteTimeSpan), "the shutdown");

        Assert.Throws<TaskAbortedException>(() => it.End(driver, "BlockOn"));
        Assert.Single(report.AbandonedTasks);
    }

    [Fact]
    public void Dispose_BodyOfBlockOnWaitsForOneshot_BlockOnThrowsAborted()
    {
        using RuntimeUnderTest it = Start();
        var (_, never) = Oneshot.Create<int>();
        using var begun = new ManualResetEventSlim();
        var driver = it.Begin(() => it.Runtime.BlockOn(async () =>
        {
            begun.Set();
            return await never;
        }));
        it.WaitFor(begun, "the task");

        it.End();

        Assert.Throws<TaskAbortedException>(() => it.End(driver, "BlockOn"));
    }

    [Fact]
    public void Dispose_FinallySleepsUnderAShield_IsWaitedFor()
    {
        using RuntimeUnderTest it = Start();
        bool unwound = false;
        JoinHandle task = SpawnSleepingFinally(it, () => unwound = true);

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(Timeout.InfiniteTimeSpan), "the shutdown");

        Assert.True(report.IsComplete, report.ToString());
        Assert.True(unwound);
        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void Dispose_FinallySleepsLongerThanAbandonAfter_IsNotForeignAndWaitedFor()
    {
        using RuntimeUnderTest it = Start(builder => builder.AbandonAfter(TimeSpan.Zero));
        bool unwound = false;
        SpawnSleepingFinally(it, () => unwound = true);

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(Timeout.InfiniteTimeSpan), "the shutdown");

        Assert.True(report.IsComplete, report.ToString());
        Assert.True(unwound);
    }

    [Fact]
    public void Dispose_FinallyAwaitsBlockingJobUnderAShield_IsWaitedFor()
    {
        using RuntimeUnderTest it = Start();
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        int result = 0;
        JoinHandle<int> job = it.Runtime.SpawnBlocking(() =>
        {
            begun.Set();
            gate.Wait(RuntimeUnderTest.Patience);
            return 5;
        });
        it.WaitFor(begun, "the job");
        var (_, never) = Oneshot.Create<int>();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            try
            {
                Begun();
                await never;
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    gate.Set();
                    result = await job;
                }
            }
        });
        WaitUntilBegun(it, 1);

        it.End();

        Assert.Equal(5, result);
    }

    [Fact]
    public void Dispose_EightThreadsAtOnce_AllReturnAfterTheEnd() // fault 14
    {
        using RuntimeUnderTest it = Start();
        bool unwound = false;
        SpawnWaiting(it, () => Volatile.Write(ref unwound, true));
        using var go = new Barrier(8);

        var disposals = Enumerable.Range(0, 8).Select(_ => it.Begin(() =>
        {
            go.SignalAndWait();
            it.Runtime.Dispose();
            return Volatile.Read(ref unwound);
        })).ToArray();

        Assert.All(disposals, disposal => Assert.True(it.End(disposal, "one of eight disposals")));
        it.End();
    }

    [Fact]
    public async Task DisposeAsync_Twice_BothEnd()
    {
        using RuntimeUnderTest it = Start();
        bool unwound = false;
        _ = SpawnWaiting(it, () => unwound = true);

        await it.Runtime.DisposeAsync().AsTask().WaitAsync(RuntimeUnderTest.Patience);
        await it.Runtime.DisposeAsync().AsTask().WaitAsync(RuntimeUnderTest.Patience);

        Assert.True(unwound);
        Assert.True((await it.Runtime.ShutdownAsync(TimeSpan.Zero).AsTask().WaitAsync(RuntimeUnderTest.Patience)).IsComplete);
    }

    [Fact]
    public void Dispose_CodeWithoutATaskStillWaits_GoesOnOnTheThreadPool()
    {
        using RuntimeUnderTest it = Start();
        var (sender, receiver) = Oneshot.Create<int>();
        using var waits = new ManualResetEventSlim();
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        it.Runtime.SynchronizationContext.Post(_ => WaitAsync(), null);
        it.Run(async () =>
        {
            while (!waits.IsSet)
            {
                await LitenTask.Yield();
            }
        });

        it.End();
        sender.TrySend(4);

        Assert.True(SpinWait.SpinUntil(() => done.Task.IsCompleted, RuntimeUnderTest.Patience), "A method that belongs to no task was cut off.");

        async void WaitAsync() => done.SetResult(await ReceiveAsync());

        async LitenTask<int> ReceiveAsync()
        {
            LitenTask<int> wait = receiver.ReceiveAsync();
            waits.Set();
            return await wait;
        }
    }

    /// <summary>A task that waits for ever.</summary>
    private JoinHandle SpawnWaiting(RuntimeUnderTest it, Action inFinally, bool untilBegun = true)
    {
        int begunBefore = Volatile.Read(ref _begun);
        var (_, never) = Oneshot.Create<int>();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            try
            {
                Begun();
                await never;
            }
            finally
            {
                inFinally();
            }
        });
        if (untilBegun)
        {
            WaitUntilBegun(it, begunBefore + 1);
        }

        return task;
    }

    private JoinHandle SpawnSleepingFinally(RuntimeUnderTest it, Action afterwards)
    {
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            var (_, never) = Oneshot.Create<int>();
            try
            {
                Begun();
                await never;
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await Time.Sleep(TimeSpan.FromMilliseconds(30));
                    afterwards();
                }
            }
        });
        WaitUntilBegun(it, 1);
        return task;
    }

    private void Begun() => Interlocked.Increment(ref _begun);

    /// <summary>Lets the runtime run until so many bodies have begun.</summary>
    private void WaitUntilBegun(RuntimeUnderTest it, int count) => it.Run(async () =>
    {
        while (Volatile.Read(ref _begun) < count)
        {
            await LitenTask.Yield();
        }
    });

    public sealed class OnOneWorker : ShutdownSpecification
    {
        protected override RuntimeBuilder CreateBuilder() => Runtime.CreateBuilder().WorkerThreads(1);
    }

    public sealed class OnTwoWorkers : ShutdownSpecification
    {
        protected override RuntimeBuilder CreateBuilder() => Runtime.CreateBuilder().WorkerThreads(2);
    }

    public sealed class OnFourWorkers : ShutdownSpecification
    {
        protected override RuntimeBuilder CreateBuilder() => Runtime.CreateBuilder().WorkerThreads(4);
    }

    public sealed class WithoutWorkStealing : ShutdownSpecification
    {
        protected override RuntimeBuilder CreateBuilder() => Runtime.CreateBuilder().WorkerThreads(2).DisableWorkStealing();
    }

    public sealed class OnCurrentThread : ShutdownSpecification
    {
        protected override RuntimeBuilder CreateBuilder() => Runtime.CreateBuilder().CurrentThread();
    }
}
