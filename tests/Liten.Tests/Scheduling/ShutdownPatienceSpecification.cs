#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>What a shutdown waits for, and what it gives up.</summary>
public abstract class ShutdownPatienceSpecification(Func<RuntimeBuilder> createBuilder)
    : ShutdownSpecification(createBuilder)
{
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

        TaskInfo unfinished = Assert.Single(report.UnfinishedBlockingJobs).Task;
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

    public sealed class OnOneWorker() : ShutdownPatienceSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : ShutdownPatienceSpecification(SchedulerKinds.TwoWorkers);

    public sealed class OnFourWorkers() : ShutdownPatienceSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : ShutdownPatienceSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : ShutdownPatienceSpecification(SchedulerKinds.CurrentThread);
}
