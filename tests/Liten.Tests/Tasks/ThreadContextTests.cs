namespace Liten.Tests.Tasks;

public class ThreadContextTests
{
    [Fact]
    public void Current_OnAForeignThread_IsNull() => Patience.OnThread(static () =>
    {
        Assert.Null(ThreadContext.Current);
        Assert.Null(ThreadContext.CurrentTask);
        Assert.Null(TaskHost.Current);
        ThreadContext.Current?.Enter(null);
        Assert.False(Runtime.TryGetCurrent(out _));
        Assert.Contains("BlockOn", Assert.Throws<InvalidOperationException>(static () => Runtime.Current).Message);
    });

    [Fact]
    public void Exchange_GivesThePreviousOneBack() => Patience.OnThread(static () =>
    {
        var host = new TaskHost(new object(), new RuntimeHooks(), int.MaxValue);
        var first = new ThreadContext(host, isWorker: true);
        var second = new ThreadContext(host, isWorker: false);
        Assert.Null(ThreadContext.Exchange(first));
        Assert.Same(host, TaskHost.Current);
        Assert.Same(first, ThreadContext.Exchange(second));
        Assert.Same(second, ThreadContext.Current);
        Assert.Same(second, ThreadContext.Exchange(null));
        Assert.Null(ThreadContext.Current);
    });

    [Fact]
    public void Exchange_IsOfTheThreadAlone() => Patience.OnThread(static () =>
    {
        var host = new TaskHost(new object(), new RuntimeHooks(), int.MaxValue);
        ThreadContext.Exchange(new ThreadContext(host, isWorker: true));
        Patience.OnThread(static () => Assert.Null(ThreadContext.Current));
        Assert.Same(host, ThreadContext.Current!.Host);
    });

    [Fact]
    public void Spawn_OnAWorker_CountsThereAndListsTheTask() => Patience.OnThread(static () =>
    {
        using var runtime = new ListScheduler();
        JoinHandle<int>[] tasks = [.. Enumerable.Range(0, 10).Select(_ => runtime.Spawn(static async () => await Oneshot.Create<int>().Receiver))];
        Assert.Equal(10, ThreadContext.Current!.Counters.Spawned);
        Assert.Equal(0, runtime.Host.SpawnedOutside);
        Assert.Equal(tasks, runtime.Host.Live.Snapshot().OrderBy(static task => task.Id));

        runtime.RunAll();
        tasks[3].Abort();
        runtime.RunAll();
        Assert.DoesNotContain(tasks[3], runtime.Host.Live.Snapshot());
        Assert.Equal(9, runtime.Host.Live.Snapshot().Count);
    });

    [Fact]
    public void Spawn_OutsideOfTheRuntime_CountsAsOutside() => Patience.OnThread(static () =>
    {
        var scheduler = new ManualScheduler();
        var host = new TaskHost(new object(), new RuntimeHooks(), int.MaxValue) { Scheduler = scheduler };
        JoinHandle<int> task = Spawning.Spawn(host, static async LitenTask<int> () => await LitenTask.FromResult(1), null, "", 0);
        Assert.Equal((1, 0), (host.SpawnedOutside, host.CompletedOutside));
        Assert.Same(task, Assert.Single(host.Live.Snapshot()));
        scheduler.RunAll();
        Assert.True(task.IsCompleted);
        Assert.Equal((1, 1), (host.SpawnedOutside, host.CompletedOutside));
        Assert.Empty(host.Live.Snapshot());
    });

    [Fact]
    public void Spawn_OnTheWorkerOfAnotherRuntime_CountsAsOutside() => Patience.OnThread(static () =>
    {
        using var here = new ListScheduler();
        var scheduler = new ManualScheduler();
        var host = new TaskHost(new object(), new RuntimeHooks(), int.MaxValue) { Scheduler = scheduler };
        Spawning.Spawn(host, static async LitenTask<int> () => await LitenTask.FromResult(1), null, "", 0);
        Assert.Equal(1, host.SpawnedOutside);
        Assert.Equal(0, ThreadContext.Current!.Counters.Spawned);
    });

    [Fact]
    public void Spawn_FromManyThreads_IdsAreUniqueAndNoneIsZero()
    {
        const int PerThread = 5_000;
        var scheduler = new ManualScheduler();
        var host = new TaskHost(new object(), new RuntimeHooks(), int.MaxValue) { Scheduler = scheduler };
        long[][] ids = [new long[PerThread], new long[PerThread], new long[PerThread], new long[PerThread]];
        int progress = 0;
        WatchedThreads.Run(() => Volatile.Read(ref progress), [.. ids.Select((own, i) => (Action)(() =>
        {
            // Two are workers, two come from outside.
            using WorkerScope? scope = i < 2 ? new WorkerScope(host) : null;
            for (int n = 0; n < PerThread; n++)
            {
                own[n] = Spawning.Spawn(host, static async LitenTask<int> () => await LitenTask.FromResult(1), null, "", 0).Id;
                Interlocked.Increment(ref progress);
            }
        }))]);

        Assert.Equal(4 * PerThread, ids.SelectMany(static own => own).Distinct().Count());
        Assert.DoesNotContain(0, ids.SelectMany(static own => own));
        Assert.Equal(4 * PerThread, host.Live.Snapshot().Count);
        Assert.Equal(2 * PerThread, host.SpawnedOutside);
        Assert.Equal(4 * PerThread, scheduler.RunAll());
        Assert.Empty(host.Live.Snapshot());
    }

    [Fact]
    public void Spawn_AfterTheHostHasClosed_IsAbortedWithAnIdAndNotListed() => Patience.OnThread(static () =>
    {
        using var runtime = new ListScheduler();
        JoinHandle<int> before = runtime.Spawn(static async () => await LitenTask.FromResult(1));
        Assert.True(runtime.Host.Close());
        Assert.False(runtime.Host.Close());
        JoinHandle<int> after = runtime.Spawn(static async () => await LitenTask.FromResult(1));

        Assert.True(after.IsCompleted);
        Assert.True(after.Id > 0);
        Assert.NotEqual(before.Id, after.Id);
        Assert.Throws<TaskAbortedException>(() => after.GetAwaiter().GetResult());
        Assert.Same(before, Assert.Single(runtime.Host.Live.Snapshot()));
    });

    [Fact]
    public void Spawn_BeyondTheLimit_ThrowsAndLeavesNothingBehind() => Patience.OnThread(static () =>
    {
        var scheduler = new ManualScheduler();
        var host = new TaskHost(new object(), new RuntimeHooks(), 2) { Scheduler = scheduler };
        Start();
        JoinHandle<int> second = Start();
        for (int i = 0; i < 3; i++)
        {
            TaskLimitExceededException e = Assert.Throws<TaskLimitExceededException>(() => { Start(); });
            Assert.Equal(2, e.MaxTasks);
            Assert.Contains("MaxTasks", e.Message);
        }

        Assert.Equal(2, host.Live.Snapshot().Count);
        Assert.Equal(2, scheduler.Count);
        second.Abort();
        Start();
        Assert.Throws<TaskLimitExceededException>(() => { Start(); });
        scheduler.RunAll();
        Start();

        JoinHandle<int> Start() => Spawning.Spawn(host, static async LitenTask<int> () => await LitenTask.FromResult(1), null, "", 0);
    });
}
