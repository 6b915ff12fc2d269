#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>The runtime's blocking threads: no job is lost, and none of the threads is left.</summary>
public abstract class BlockingPoolSpecification(Func<RuntimeBuilder> createBuilder) : SchedulerSpecification(createBuilder)
{
    [Fact]
    public void BlockingPool_OneThreadGoingIdle_NoJobIsStranded() // 36
    {
        using RuntimeUnderTest it = Start(builder => builder.MaxBlockingThreads(1));

        int sum = it.Run(async () =>
        {
            int total = 0;
            for (int i = 0; i < 512; i++)
            {
                total += await Blocking.Spawn(() => 1);
            }

            return total;
        });

        Assert.Equal(512, sum);
    }

    [Fact]
    public void BlockingPool_ThreadsThatNeverStay_NoJobIsStranded() // 36
    {
        using RuntimeUnderTest it = Start(builder => builder.MaxBlockingThreads(1).BlockingKeepAlive(TimeSpan.Zero));

        int sum = it.Run(async () =>
        {
            int total = 0;
            for (int i = 0; i < 200; i++)
            {
                total += await Blocking.Spawn(() => 1);
            }

            return total;
        });

        Assert.Equal(200, sum);
    }

    [Fact]
    public void BlockingPool_OneBusyThread_QueuedJobsRunInOrder() // 37
    {
        using RuntimeUnderTest it = Start(builder => builder.MaxBlockingThreads(1));
        using var gate = new ManualResetEventSlim();
        var order = new List<int>();
        JoinHandle first = it.Runtime.SpawnBlocking(() => it.WaitFor(gate, "the gate"));
        JoinHandle second = it.Runtime.SpawnBlocking(() => order.Add(2));
        JoinHandle third = it.Runtime.SpawnBlocking(() => order.Add(3));

        Assert.Equal(2, it.Metrics.BlockingQueueDepth);
        Assert.Equal(1, it.Metrics.BlockingThreads);
        gate.Set();
        it.Run(async () => await LitenTask.WhenAll(first, second, third));

        Assert.Equal([2, 3], order);
        Assert.Equal(0, it.Metrics.BlockingQueueDepth);
    }

    [Fact]
    public void BlockingPool_IdleThread_IsGoneAfterDispose() // 38
    {
        using RuntimeUnderTest it = Start();
        it.Run(async () => await Blocking.Spawn(() => { }));
        it.WaitUntil(() => it.Metrics.IdleBlockingThreads == 1, "an idle blocking thread");

        it.End();

        Assert.Equal(0, it.Metrics.IdleBlockingThreads);
        Assert.Equal(0, it.Metrics.BlockingThreads);
    }

    [Fact]
    public void BlockingJob_AbortedInTheQueue_NeverRuns() // 39
    {
        using RuntimeUnderTest it = Start(builder => builder.MaxBlockingThreads(1));
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        bool ran = false;
        JoinHandle<int> started = it.Runtime.SpawnBlocking(() =>
        {
            begun.Set();
            it.WaitFor(gate, "the gate");
            return 4;
        });
        JoinHandle queued = it.Runtime.SpawnBlocking(() => ran = true);
        it.WaitFor(begun, "the first job");

        queued.Abort();
        started.Abort();

        Assert.True(queued.IsCompleted);
        Assert.False(started.IsCompleted);
        gate.Set();
        Assert.Equal(4, it.Run(async () => await started));
        Assert.True(it.Run(async () => (await queued.JoinAsync()).IsAborted));
        Assert.False(ran);
    }

    public sealed class OnOneWorker() : BlockingPoolSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : BlockingPoolSpecification(SchedulerKinds.TwoWorkers);

    public sealed class OnFourWorkers() : BlockingPoolSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : BlockingPoolSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : BlockingPoolSpecification(SchedulerKinds.CurrentThread);
}
