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

    /// <summary>
    /// The woken worker takes two of three injected items and calls nobody for the third. Then it blocks in the second, with nothing
    /// left in its own queues. Where it comes too early for the three, they are taken otherwise, and all run as well.
    /// </summary>
    [Fact]
    public void Worker_BlocksWithNothingOfItsOwn_WhatWasInjectedRunsElsewhere()
    {
        using var it = new RuntimeUnderTest(SchedulerKinds.OneProcessor());
        for (int round = 0; round < 20; round++)
        {
            using var third = new ManualResetEventSlim();
            Assert.True(SpinWait.SpinUntil(() => it.IsQuiet, Patience.Limit), "the workers did not come to rest");
            JoinHandle[] tasks =
            [
                it.Runtime.Spawn(async () => { }),
                it.Runtime.Spawn(async () => Assert.True(third.Wait(Patience.Limit), "the third did not run")),
                it.Runtime.Spawn(async () => third.Set()),
            ];

            Assert.All(tasks, task => Assert.True(it.Outcome(task).IsSuccess));
        }
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
