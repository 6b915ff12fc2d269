#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.BlockingPools;

/// <summary>A blocking pool whose queue is bounded: what is refused, and what waits.</summary>
public sealed class MaxBlockingQueueTests : IDisposable
{
    private readonly RuntimeUnderTest _it = new(Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(1).MaxBlockingQueue(2));
    private readonly ManualResetEventSlim _release = new();
    private readonly List<int> _ran = [];

    public void Dispose()
    {
        _release.Set();
        _it.Dispose();
        _release.Dispose();
    }

    [Fact]
    public void OneMoreThanMayWait_IsRefusedWithTheNumberAndAWayOut()
    {
        JoinHandle[] jobs = Fill();

        BlockingQueueFullException failure = Assert.Throws<BlockingQueueFullException>(() => _it.Runtime.SpawnBlocking(() => { }));

        Assert.Equal(2, failure.MaxBlockingQueue);
        Assert.Contains("MaxBlockingQueue is 2", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SpawnAsync", failure.Message, StringComparison.Ordinal);
        RuntimeMetrics metrics = _it.Metrics;
        Assert.Equal(2, metrics.BlockingQueueDepth);
        Assert.Equal(1, metrics.RefusedBlockingJobs);
        Assert.Equal(3, metrics.SpawnedTasks);
        _release.Set();
        Assert.All(jobs, job => Assert.True(_it.Outcome(job).IsSuccess));
        Assert.True(_it.Outcome(_it.Runtime.SpawnBlocking(() => { })).IsSuccess);
    }

    [Fact]
    public void SpawnAsync_WaitsForAPlaceInOrder_AndSpawnDoesNotOvertake()
    {
        JoinHandle[] jobs = Fill();

        _it.Run(async () =>
        {
            var spawners = new List<JoinHandle>();
            for (int i = 10; i < 13; i++)
            {
                int number = i;
                spawners.Add(LitenTask.Spawn(async () =>
                {
                    JoinHandle<int> job = await Blocking.SpawnAsync(() => Ran(number));
                    Assert.Equal(number, await job);
                }));
                await LitenTask.Yield();
            }

            Assert.Equal(2, _it.Metrics.BlockingQueueDepth);
            _release.Set();
            foreach (JoinHandle spawner in spawners)
            {
                await spawner;
            }
        });

        Assert.All(jobs, job => Assert.True(_it.Outcome(job).IsSuccess));
        Assert.Equal([0, 1, 2, 10, 11, 12], _ran);
        Assert.Equal(0, _it.Metrics.RefusedBlockingJobs);
    }

    [Fact]
    public void SpawnAsync_CancelledAndAborted_TakesNoPlace()
    {
        JoinHandle[] jobs = Fill();
        using var cancellation = new CancellationTokenSource();
        bool ran = false;
        JoinHandle cancelled = _it.Runtime.Spawn(async () => await Blocking.SpawnAsync(() => { ran = true; }, null, cancellation.Token));
        JoinHandle aborted = _it.Runtime.Spawn(async () => await Blocking.SpawnAsync(() => { ran = true; }));
        _it.WaitUntil(() => _it.Metrics.InjectionQueueDepth == 0, "both spawners");

        cancellation.Cancel();
        aborted.Abort();

        Assert.True(_it.Outcome(cancelled).IsCanceled);
        Assert.True(_it.Outcome(aborted).IsAborted);
        _release.Set();
        Assert.All(jobs, job => Assert.True(_it.Outcome(job).IsSuccess));
        Assert.False(ran);

        // All places are free again.
        JoinHandle[] more = [.. Enumerable.Range(0, 3).Select(_ => _it.Runtime.SpawnBlocking(() => { }))];
        Assert.All(more, job => Assert.True(_it.Outcome(job).IsSuccess));
    }

    [Fact]
    public void AQueuedJobThatIsAborted_GivesItsPlaceBack()
    {
        JoinHandle[] jobs = Fill();

        jobs[1].Abort();
        JoinHandle next = _it.Runtime.SpawnBlocking(() => { });

        _release.Set();
        Assert.True(_it.Outcome(next).IsSuccess);
        Assert.True(_it.Outcome(jobs[1]).IsAborted);
    }

    [Fact]
    public void Shutdown_EndsThoseWhoWaitForAPlace()
    {
        Fill();
        JoinHandle waiting = _it.Runtime.Spawn(async () =>
        {
            using (LitenTask.Current.ShieldFromAbort())
            {
                JoinHandle job = await Blocking.SpawnAsync(() => { });
                Assert.True((await job.JoinAsync()).IsAborted);
            }
        });
        _it.WaitUntil(() => _it.Metrics.InjectionQueueDepth == 0, "the spawner");
        RuntimeUnderTest.CodeOnThread<bool> end = _it.Begin(_it.Runtime.Dispose);

        Assert.True(_it.Outcome(waiting).IsSuccess);
        _release.Set();
        _it.End(end, "the shutdown");
    }

    [Fact]
    public void NoQueueAtAll_OnlyWhatFindsAThreadRuns()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(2).MaxBlockingQueue(0));
        JoinHandle[] jobs = [.. Enumerable.Range(0, 2).Select(_ => it.Runtime.SpawnBlocking(() => it.WaitFor(_release, "the release")))];

        Assert.Throws<BlockingQueueFullException>(() => it.Runtime.SpawnBlocking(() => { }));

        _release.Set();
        Assert.All(jobs, job => Assert.True(it.Outcome(job).IsSuccess));
    }

    [Fact]
    public void ALongRunningTaskOfDotNet_IsNeverRefused()
    {
        Fill();

        Task task = Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.LongRunning, _it.Runtime.TaskScheduler);

        Patience.Wait(task);
    }

    [Fact]
    public void TooManyTasks_GiveThePlaceBack()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(1).MaxBlockingQueue(0).MaxTasks(1));
        JoinHandle task = it.Runtime.Spawn(async () => await Oneshot.Create<int>().Receiver);

        Assert.Throws<TaskLimitExceededException>(() => it.Runtime.SpawnBlocking(() => { }));

        task.Abort();
        it.Outcome(task);
        it.WaitUntil(() => it.Metrics.AliveTasks == 0, "the end of the task");
        Assert.True(it.Outcome(it.Runtime.SpawnBlocking(() => { })).IsSuccess);
    }

    [Fact]
    public void WithoutALimit_NothingIsCountedAndSpawnAsyncDoesNotWait()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        Assert.Equal(7, it.Run(async () =>
        {
            LitenTask<JoinHandle<int>> spawned = Blocking.SpawnAsync(() => 7);
            Assert.True(spawned.IsCompleted);
            return await await spawned;
        }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Runtime.CreateBuilder().MaxBlockingQueue(-1));
        Assert.Equal(int.MaxValue, new RuntimeOptions().MaxBlockingQueue);
    }

    [Fact]
    public void AJobThatWaitsForAsyncCode_DoesNotDeadlock()
    {
        int result = _it.Run(async () => await Blocking.Spawn(() => _it.Runtime.BlockOn(async () =>
        {
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
            int child = await LitenTask.Spawn(async () =>
            {
                await LitenTask.Yield();
                return 3;
            });
            return child + 4;
        })));

        Assert.Equal(7, result);
    }

    [Fact]
    public void AJobThatWaitsForAsyncCodeThatWaitsForAJob_NeedsAThreadForEach()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(2));

        Assert.Equal(7, it.Run(async () => await Blocking.Spawn(() => it.Runtime.BlockOn(async () => await Blocking.Spawn(() => 7)))));
    }

    /// <summary>One job that runs until the release, and two that wait for its thread.</summary>
    private JoinHandle[] Fill()
    {
        using var begun = new ManualResetEventSlim();
        JoinHandle first = _it.Runtime.SpawnBlocking(() =>
        {
            begun.Set();
            _it.WaitFor(_release, "the release");
            Ran(0);
        });
        _it.WaitFor(begun, "the first job");
        return [first, .. Enumerable.Range(1, 2).Select(i => _it.Runtime.SpawnBlocking(() => { Ran(i); }))];
    }

    private int Ran(int number)
    {
        _ran.Add(number);
        return number;
    }
}
