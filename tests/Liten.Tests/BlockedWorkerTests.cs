#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

namespace Liten.Tests;

/// <summary>A worker that is blocked by user code: the other takes over what it holds.</summary>
public sealed class BlockedWorkerTests
{
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
}
