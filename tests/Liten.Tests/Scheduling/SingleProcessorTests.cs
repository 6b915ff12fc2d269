namespace Liten.Tests.Scheduling;

/// <summary>
/// On a single processor a worker's own items wake no helper. What it leaves behind when it blocks is found all the same: see
/// "The watcher" in the README of the schedulers.
/// </summary>
public sealed class SingleProcessorTests
{
    [Fact]
    public void Worker_BlocksUntilItsChildrenHaveRun_TheyRunElsewhere()
    {
        using var it = new RuntimeUnderTest(SchedulerKinds.OneProcessor());
        using var allRan = new CountdownEvent(3);

        it.Run(async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                _ = LitenTask.Spawn(async () => allRan.Signal());
            }

            Assert.True(allRan.Wait(Patience.Limit), "the children did not run");
            await LitenTask.Yield();
        });
    }

    [Fact]
    public void Worker_BlocksWithAnEmptyRing_WhatOverflowedRunsElsewhere()
    {
        const int Children = 1_000;
        using var it = new RuntimeUnderTest(SchedulerKinds.OneProcessor());
        using var allRan = new CountdownEvent(Children);
        (OneshotSender<bool> done, OneshotReceiver<bool> receiver) = Oneshot.Create<bool>();
        int blocked = 0;

        it.Run(async () =>
        {
            for (int i = 0; i < Children; i++)
            {
                _ = LitenTask.Spawn(async () =>
                {
                    RuntimeMetrics metrics = it.Metrics;
                    if (allRan.Signal())
                    {
                        done.TrySend(true);
                    }

                    if (metrics.InjectionQueueDepth > 0 && metrics.Workers.All(static worker => worker.LocalQueueDepth == 0) && Interlocked.Exchange(ref blocked, 1) == 0)
                    {
                        Assert.True(allRan.Wait(Patience.Limit), "the others did not run");
                    }
                });
            }

            await receiver;
        });

        Assert.Equal(1, blocked);
    }

    [Fact]
    public void Worker_KeepsSpawning_WakesNobody()
    {
        using var it = new RuntimeUnderTest(SchedulerKinds.OneProcessor());

        it.Run(async () =>
        {
            long before = Unparks();
            for (int i = 0; i < 1_000; i++)
            {
                await LitenTask.WhenAll(LitenTask.Spawn(async () => { }), LitenTask.Spawn(async () => { }), LitenTask.Spawn(async () => { }));
            }

            Assert.Equal(before, Unparks());
        });

        long Unparks() => it.Metrics.Workers.Sum(static worker => worker.Unparks);
    }
}
