#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

namespace Liten.Tests;

public sealed class RuntimeMetricsTests
{
    [Fact]
    public void Tasks_SpawnedInsideOutsideAndBlocking_AreCounted()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> waiting = it.Runtime.Spawn(async () => await receiver);
        it.Run(async () =>
        {
            await LitenTask.Spawn(async () => { });
            await LitenTask.Spawn(async () => { });
            await Blocking.Spawn(() => { });
        });

        // BlockOn's body is the fifth.
        it.WaitUntil(() => it.Metrics.CompletedTasks == 4, "four ends");
        Assert.Equal((5L, 1L), (it.Metrics.SpawnedTasks, it.Metrics.AliveTasks));
        Assert.Equal(3, it.Metrics.Workers.Sum(worker => worker.SpawnedTasks));
        sender.TrySend(1);
        it.Result(waiting);
        Assert.Equal((5L, 0L, 5L), (it.Metrics.SpawnedTasks, it.Metrics.AliveTasks, it.Metrics.CompletedTasks));
    }

    [Fact]
    public void Tasks_AbortedFailedAndRefused_CountAsOftenAsTheyLived()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.Run(async () =>
        {
            var (_, never) = Oneshot.Create<int>();
            JoinHandle neverStarted = LitenTask.Spawn(async () => { });
            neverStarted.Abort();
            JoinHandle waiting = LitenTask.Spawn(async () => await never);
            JoinHandle failing = LitenTask.Spawn(() => throw new InvalidOperationException());
            await LitenTask.Yield();
            waiting.Abort();
            await waiting.JoinAsync();
            _ = (await failing.JoinAsync()).Exception;
        });
        it.End();
        it.Runtime.Spawn(async () => { });

        Assert.Equal((4L, 0L, 4L), (it.Metrics.SpawnedTasks, it.Metrics.AliveTasks, it.Metrics.CompletedTasks));
    }

    [Fact]
    public void Polls_OneWorker_AreExactlyTheTurns() // 31
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var (sender, receiver) = Oneshot.Create<int>();
        using var begun = new ManualResetEventSlim();
        JoinHandle<int> task = it.Runtime.Spawn(async () =>
        {
            begun.Set();
            return await receiver;
        });
        it.WaitFor(begun, "the task");
        it.WaitUntil(() => it.Metrics.Workers[0].Parks >= 1 && IsAsleep(it), "the worker's sleep");
        long before = it.Metrics.Workers[0].Polls;

        sender.TrySend(1);
        it.WaitUntil(() => task.IsCompleted, "the task's end");
        it.WaitUntil(() => IsAsleep(it), "the worker's sleep");

        // One turn for the wake, in which the body's call ends and with it the task.
        Assert.Equal(1, it.Metrics.Workers[0].Polls - before);
    }

    [Fact]
    public void Polls_TaskThatYieldsTenTimes_AreEleven()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        it.Run(async () =>
        {
            for (int i = 0; i < 10; i++)
            {
                await LitenTask.Yield();
            }
        });

        it.WaitUntil(() => IsAsleep(it), "the worker's sleep");
        Assert.Equal(11, it.Metrics.Workers[0].Polls);
    }

    [Fact]
    public void InjectionQueueDepth_AllWorkersHeld_IsWhatWasSpawnedOutside()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var begun = new CountdownEvent(2);
        using var gate = new ManualResetEventSlim();
        JoinHandle[] holders = [.. Enumerable.Range(0, 2).Select(_ => it.Runtime.Spawn(async () =>
        {
            begun.Signal();
            gate.Wait(RuntimeUnderTest.Patience);
        }))];
        it.WaitUntil(() => begun.IsSet, "both workers to be held");

        JoinHandle[] queued = [.. Enumerable.Range(0, 7).Select(_ => it.Runtime.Spawn(async () => { }))];

        Assert.Equal(7, it.Metrics.InjectionQueueDepth);
        gate.Set();
        it.Run(async () => await LitenTask.WhenAll(queued.Concat(holders)));
        Assert.Equal(0, it.Metrics.InjectionQueueDepth);
    }

    [Fact]
    public void Overflows_ThreeHundredSpawnsOnOneWorker_IsOne() // 25
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        int ran = 0;

        (int local, int injected) = it.Run(async () =>
        {
            JoinHandle[] tasks = [.. Enumerable.Range(0, 300).Select(_ => LitenTask.Spawn(async () => ran++))];
            RuntimeMetrics metrics = it.Metrics;
            await LitenTask.WhenAll(tasks);
            return (metrics.Workers[0].LocalQueueDepth, metrics.InjectionQueueDepth);
        });

        Assert.Equal(300, ran);
        Assert.Equal(1, it.Metrics.Workers[0].Overflows);

        // Half the ring and the one that did not fit.
        Assert.Equal((300 - 129, 129), (local, injected));
    }

    [Fact]
    public void BlockingPool_BusyIdleAndQueued_AreCounted()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(2));
        using var begun = new CountdownEvent(2);
        using var gate = new ManualResetEventSlim();
        JoinHandle[] jobs = [.. Enumerable.Range(0, 5).Select(_ => it.Runtime.SpawnBlocking(() =>
        {
            if (!begun.IsSet)
            {
                begun.Signal();
            }

            gate.Wait(RuntimeUnderTest.Patience);
        }))];
        it.WaitUntil(() => begun.IsSet, "two jobs");

        Assert.Equal((2, 0, 3), (it.Metrics.BlockingThreads, it.Metrics.IdleBlockingThreads, it.Metrics.BlockingQueueDepth));
        gate.Set();
        it.Run(async () => await LitenTask.WhenAll(jobs));
        it.WaitUntil(() => it.Metrics.IdleBlockingThreads == 2, "idle threads");
        Assert.Equal((2, 0), (it.Metrics.BlockingThreads, it.Metrics.BlockingQueueDepth));
        Assert.Equal(6, it.Metrics.CompletedTasks);
    }

    [Fact]
    public void LiveTimers_SetFiredAndCancelled_AreCounted()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        it.Run(async () =>
        {
            JoinHandle[] sleepers = [.. Enumerable.Range(0, 10).Select(_ => LitenTask.Spawn(async () => await Time.Sleep(TimeSpan.FromHours(1))))];
            await LitenTask.Yield();
            Assert.Equal(10, it.Metrics.LiveTimers);
            sleepers[3].Abort();
            await sleepers[3].JoinAsync();
            Assert.Equal(9, it.Metrics.LiveTimers);
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
            Assert.Equal(9, it.Metrics.LiveTimers);
        });
        it.End();

        Assert.Equal(0, it.Metrics.LiveTimers);
    }

    [Fact]
    public void ThreadPoolReturns_ForeignCompletions_AreCounted()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        it.Run(async () =>
        {
            for (int i = 0; i < 5; i++)
            {
                var foreign = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Task waits = foreign.Task;
                ThreadPool.QueueUserWorkItem(_ => foreign.SetResult());
                await waits;
            }
        });

        Assert.InRange(it.Metrics.ThreadPoolReturns, 1, 5);
    }

    [Fact]
    public void Parks_IdleRuntime_DoNotGrow()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(4);
        using RuntimeUnderTest clock = RuntimeUnderTest.WithWorkers(1);
        it.Run(async () => await LitenTask.WhenAll(Enumerable.Range(0, 100).Select(_ => LitenTask.Spawn(async () => await LitenTask.Yield()))));
        it.WaitUntil(() => IsAsleep(it), "the workers' sleep");
        (long parks, long polls, long unparks) before = Sum(it);

        // The observed time passes on another runtime's timers: some watch periods of the observed one.
        clock.Run(async () => await Time.Sleep(TimeSpan.FromMilliseconds(100)));

        Assert.Equal(before, Sum(it));

        static (long, long, long) Sum(RuntimeUnderTest it)
        {
            IReadOnlyList<WorkerMetrics> workers = it.Metrics.Workers;
            return (workers.Sum(worker => worker.Parks), workers.Sum(worker => worker.Polls), workers.Sum(worker => worker.Unparks));
        }
    }

    [Fact]
    public void IdleRuntime_StopsLookingAtTheClock()
    {
        var counting = new CountingClock();
        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(4);
        RuntimeUnderTest.OptionsOf(builder).Clock = counting;
        using var it = new RuntimeUnderTest(builder);
        using RuntimeUnderTest clock = RuntimeUnderTest.WithWorkers(1);
        it.Run(async () => await LitenTask.WhenAll(Enumerable.Range(0, 100).Select(_ => LitenTask.Spawn(async () => await LitenTask.Yield()))));

        // The watcher looks every 10 ms, and goes to sleep for good when a whole period has been quiet.
        it.WaitUntil(() => ReadsWhileOthersSleep() == 0, "an idle runtime that leaves the clock alone");

        long ReadsWhileOthersSleep()
        {
            long before = counting.Reads;
            clock.Run(async () => await Time.Sleep(TimeSpan.FromMilliseconds(60)));
            return counting.Reads - before;
        }
    }

    [Fact]
    public void Unparks_OneWake_IsOne()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.WaitUntil(() => it.Metrics.Workers[0].Parks >= 1 && IsAsleep(it), "the worker's sleep");
        (long parks, long unparks) before = (it.Metrics.Workers[0].Parks, it.Metrics.Workers[0].Unparks);

        it.Run(async () => { });
        it.WaitUntil(() => IsAsleep(it) && it.Metrics.Workers[0].Parks > before.parks, "the worker's next sleep");

        Assert.Equal((before.parks + 1, before.unparks + 1), (it.Metrics.Workers[0].Parks, it.Metrics.Workers[0].Unparks));
        Assert.True(it.Metrics.Workers[0].BusyTime > TimeSpan.Zero);
    }

    [Fact]
    public void Snapshot_OfAnEndedRuntime_IsStillReadable()
    {
        RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        it.Run(async () => { });
        it.Dispose();

        Assert.Equal((1L, 0L, 2), (it.Metrics.SpawnedTasks, it.Metrics.AliveTasks, it.Metrics.Workers.Count));
        Assert.Equal(0, it.Metrics.InjectionQueueDepth);
    }

    private static bool IsAsleep(RuntimeUnderTest it) => SchedulerOf(it.Runtime).IsQuiet;

    [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = "_scheduler")]
    private static extern ref RuntimeScheduler SchedulerOf(Runtime runtime);
}
