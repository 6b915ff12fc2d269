using System.Collections.Concurrent;

#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>What is spawned, queued or resumed too late.</summary>
public abstract class ShutdownSpawnSpecification(Func<RuntimeBuilder> createBuilder)
    : ShutdownSpecification(createBuilder)
{
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

    public sealed class OnOneWorker() : ShutdownSpawnSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : ShutdownSpawnSpecification(SchedulerKinds.TwoWorkers);

    public sealed class OnOneProcessor() : ShutdownSpawnSpecification(SchedulerKinds.OneProcessor);

    public sealed class OnFourWorkers() : ShutdownSpawnSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : ShutdownSpawnSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : ShutdownSpawnSpecification(SchedulerKinds.CurrentThread);
}
