namespace Liten.Tests.Tasks;

public class TurnTests
{
    [Fact]
    public void Current_OnAForeignThread_IsNull() => Patience.OnThread(static () =>
    {
        Assert.Null(Turn.Current);
        Assert.Null(Turn.CurrentOwner);
        Assert.Null(TaskHost.Current);
        Turn.Current?.Enter(null);
        Assert.False(Runtime.TryGetCurrent(out _));
        Assert.Contains("BlockOn", Assert.Throws<InvalidOperationException>(static () => Runtime.Current).Message);
    });

    [Fact]
    public void Exchange_GivesThePreviousOneBack() => Patience.OnThread(static () =>
    {
        var host = new TaskHost(new object(), new RuntimeHooks(), int.MaxValue);
        var first = host.NewTurn(isWorker: true);
        var second = host.NewTurn(isWorker: false);
        Assert.Null(Turn.Exchange(first));
        Assert.Same(host, TaskHost.Current);
        Assert.Same(first, Turn.Exchange(second));
        Assert.Same(second, Turn.Current);
        Assert.Same(second, Turn.Exchange(null));
        Assert.Null(Turn.Current);
    });

    [Fact]
    public void Exchange_IsOfTheThreadAlone() => Patience.OnThread(static () =>
    {
        var host = new TaskHost(new object(), new RuntimeHooks(), int.MaxValue);
        Turn.Exchange(host.NewTurn(isWorker: true));
        Patience.OnThread(static () => Assert.Null(Turn.Current));
        Assert.Same(host, Turn.Current!.Home);
    });

    [Fact]
    public void Spawn_OnAWorker_CountsThereAndListsTheTask() => Patience.OnThread(static () =>
    {
        using var runtime = new ListScheduler();
        JoinHandle<int>[] tasks = [.. Enumerable.Range(0, 10).Select(_ => runtime.Spawn(static async () => await Oneshot.Create<int>().Receiver))];
        Assert.Equal(10, Turn.Current!.Admission!.Counters.Spawned);
        Assert.Equal(0, runtime.Host.SpawnedOutside);
        Assert.Equal(tasks, runtime.Host.LiveTasks().OrderBy(static task => task.Id));

        runtime.RunAll();
        tasks[3].Abort();
        runtime.RunAll();
        Assert.DoesNotContain(tasks[3], runtime.Host.LiveTasks());
        Assert.Equal(9, runtime.Host.LiveTasks().Count);
    });

    [Fact]
    public void Spawn_OutsideOfTheRuntime_CountsAsOutside() => Patience.OnThread(static () =>
    {
        var scheduler = new ManualScheduler();
        var host = new TaskHost(new object(), new RuntimeHooks(), int.MaxValue) { Scheduler = scheduler };
        JoinHandle<int> task = Spawning.Make(host, static async LitenTask<int> () => await LitenTask.FromResult(1), new(null, "", 0)).Start();
        Assert.Equal((1, 0), (host.SpawnedOutside, host.CompletedOutside));
        Assert.Same(task, Assert.Single(host.LiveTasks()));
        scheduler.RunAll();
        Assert.True(task.IsCompleted);
        Assert.Equal((1, 1), (host.SpawnedOutside, host.CompletedOutside));
        Assert.Empty(host.LiveTasks());
    });

    [Fact]
    public void Spawn_OnTheWorkerOfAnotherRuntime_CountsAsOutside() => Patience.OnThread(static () =>
    {
        using var here = new ListScheduler();
        var scheduler = new ManualScheduler();
        var host = new TaskHost(new object(), new RuntimeHooks(), int.MaxValue) { Scheduler = scheduler };
        Spawning.Make(host, static async LitenTask<int> () => await LitenTask.FromResult(1), new(null, "", 0)).Start();
        Assert.Equal(1, host.SpawnedOutside);
        Assert.Equal(0, Turn.Current!.Admission!.Counters.Spawned);
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
                own[n] = Spawning.Make(host, static async LitenTask<int> () => await LitenTask.FromResult(1), new(null, "", 0)).Start().Id;
                Interlocked.Increment(ref progress);
            }
        }))]);

        Assert.Equal(4 * PerThread, ids.SelectMany(static own => own).Distinct().Count());
        Assert.DoesNotContain(0, ids.SelectMany(static own => own));
        Assert.Equal(4 * PerThread, host.LiveTasks().Count);
        Assert.Equal(2 * PerThread, host.SpawnedOutside);
        Assert.Equal(4 * PerThread, scheduler.RunAll());
        Assert.Empty(host.LiveTasks());
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
        Assert.Same(before, Assert.Single(runtime.Host.LiveTasks()));
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

        Assert.Equal(2, host.LiveTasks().Count);
        Assert.Equal(2, scheduler.Count);
        second.Abort();
        Start();
        Assert.Throws<TaskLimitExceededException>(() => { Start(); });
        scheduler.RunAll();
        Start();

        JoinHandle<int> Start() => Spawning.Make(host, static async LitenTask<int> () => await LitenTask.FromResult(1), new(null, "", 0)).Start();
    });
}
