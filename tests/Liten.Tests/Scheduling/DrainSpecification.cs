#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>A runtime comes to rest: what has begun ends by itself, and nothing comes in from outside.</summary>
public abstract class DrainSpecification(Func<RuntimeBuilder> createBuilder) : ShutdownSpecification(createBuilder)
{
    [Fact]
    public void DrainAsync_TasksThatWait_EndByThemselvesAndAreCounted()
    {
        using RuntimeUnderTest it = Start();
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = it.Runtime.Spawn(async () =>
        {
            Begun();
            int got = await receiver;
            JoinHandle<int> child = LitenTask.Spawn(async () => got + 1);
            return await child + await Blocking.Spawn(() => 1);
        });
        WaitUntilBegun(it, 1);

        Task<DrainReport> drain = it.Runtime.DrainAsync(RuntimeUnderTest.Patience).AsTask();
        Assert.False(drain.IsCompleted);
        sender.TrySend(40);
        DrainReport report = Patience.Get(drain, "the drain");

        Assert.True(report.IsComplete, report.ToString());
        Assert.Equal("complete", report.ToString());
        Assert.Equal(3, report.CompletedTasks);
        Assert.True(task.IsCompleted);
        Assert.Equal(42, it.Result(task));
    }

    [Fact]
    public void DrainAsync_SpawnFromOutside_IsAbortedBeforeItStarts()
    {
        using RuntimeUnderTest it = Start();
        Patience.Get(it.Runtime.DrainAsync(RuntimeUnderTest.Patience).AsTask(), "the drain");
        bool ran = false;

        JoinHandle task = it.Runtime.Spawn(() =>
        {
            ran = true;
            return LitenTask.CompletedTask;
        });
        JoinHandle<bool> job = it.Runtime.SpawnBlocking(() => ran = true);

        Assert.True(Patience.Join(task).IsAborted);
        Assert.True(Patience.Join(job).IsAborted);
        Assert.False(ran);
        Assert.Equal(0, it.Metrics.AliveTasks);
        Assert.Contains("draining", it.Runtime.ToString(), StringComparison.Ordinal);
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(
            () => it.Runtime.BlockOn(() => LitenTask.CompletedTask));
        Assert.Contains("draining", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DrainAsync_SpawnFromOutsideBelowALimit_GivesItsPlaceBack()
    {
        using RuntimeUnderTest it = Start(static builder => builder.MaxTasks(2));
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            Begun();
            await receiver;
            await LitenTask.Spawn(() => LitenTask.CompletedTask);
        });
        WaitUntilBegun(it, 1);
        Task<DrainReport> drain = it.Runtime.DrainAsync(RuntimeUnderTest.Patience).AsTask();

        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(it.Runtime.Spawn(() => LitenTask.CompletedTask).IsCompleted));
        sender.TrySend(1);

        Assert.True(Patience.Get(drain, "the drain").IsComplete);
        Assert.True(it.Outcome(task).IsSuccess);
    }

    [Fact]
    public void DrainAsync_TimeIsOver_NamesWhatIsLeftAndAbortsNothing()
    {
        using RuntimeUnderTest it = Start();
        bool unwound = false;
        JoinHandle task = SpawnWaiting(it, () => unwound = true);

        DrainReport report = Patience.Get(it.Runtime.DrainAsync(TimeSpan.Zero).AsTask(), "the drain");

        Assert.False(report.IsComplete);
        Assert.Equal(task.Id, Assert.Single(report.UnfinishedTasks).Id);
        Assert.Contains("(spawned at ShutdownSpecification.cs:", report.ToString(), StringComparison.Ordinal);
        Assert.False(task.IsCompleted);
        Assert.False(unwound);

        it.End();

        Assert.True(it.Outcome(task).IsAborted);
        Assert.True(unwound);
    }

    [Fact]
    public void DrainAsync_CallThatHasOutlivedItsTask_IsWaitedFor()
    {
        using RuntimeUnderTest it = Start();
        var (sender, receiver) = Oneshot.Create<int>();
        bool ended = false;
        it.Run(async () => _ = Forgotten());

        Task<DrainReport> drain = it.Runtime.DrainAsync(RuntimeUnderTest.Patience).AsTask();
        sender.TrySend(1);

        Assert.True(Patience.Get(drain, "the drain").IsComplete);
        Assert.True(ended);

        async LitenTask Forgotten()
        {
            await receiver;
            ended = true;
        }
    }

    [Fact]
    public void DrainAsync_ShutdownMeanwhile_EndsIt()
    {
        using RuntimeUnderTest it = Start();
        SpawnWaiting(it, static () => { });
        Task<DrainReport> drain = it.Runtime.DrainAsync(Timeout.InfiniteTimeSpan).AsTask();

        it.End();

        Patience.Get(drain, "the drain");
        Assert.True(Patience.Get(it.Runtime.DrainAsync(Timeout.InfiniteTimeSpan).AsTask(), "a drain after the end").IsComplete);
    }

    [Fact]
    public void OnShutdown_AfterADrain_RunsAndMaySpawn()
    {
        int sum = 0;
        using RuntimeUnderTest it = Start(builder => builder.OnShutdown(
            async (CancellationToken _) => sum = await LitenTask.Spawn(async () => 7)));
        Patience.Get(it.Runtime.DrainAsync(RuntimeUnderTest.Patience).AsTask(), "the drain");

        it.End();

        Assert.Equal(7, sum);
        Assert.Equal(0, it.Metrics.HookFailures);
    }

    [Fact]
    public async Task DrainAsync_NegativeTimeout_ThrowsAndTheRuntimeGoesOn()
    {
        using RuntimeUnderTest it = Start();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await it.Runtime.DrainAsync(TimeSpan.FromSeconds(-2)));

        Assert.Equal(3, it.Run(async () => 3));
    }

    public sealed class OnOneWorker() : DrainSpecification(SchedulerKinds.OneWorker);

    public sealed class OnFourWorkers() : DrainSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : DrainSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : DrainSpecification(SchedulerKinds.CurrentThread);
}
