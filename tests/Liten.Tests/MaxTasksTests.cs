#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

namespace Liten.Tests;

/// <summary>The limit on the number of tasks.</summary>
public sealed class MaxTasksTests
{
    [Fact]
    public void MaxTasks_Reached_SpawnThrowsUntilATaskHasEnded()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).MaxTasks(3));
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> first = it.Runtime.Spawn(async () => await receiver);
        using var gate = new ManualResetEventSlim();
        JoinHandle job = it.Runtime.SpawnBlocking(() => it.WaitFor(gate, "the gate"));
        var (_, never) = Oneshot.Create<int>();
        JoinHandle last = it.Runtime.Spawn(async () => await never);

        var refusal = Assert.Throws<TaskLimitExceededException>(() => { it.Runtime.Spawn(async () => 1); });
        Assert.Throws<TaskLimitExceededException>(() => { it.Runtime.SpawnBlocking(() => 1); });
        Assert.Throws<TaskLimitExceededException>(() => it.Runtime.BlockOn(async () => 1));
        Assert.Equal(3, refusal.MaxTasks);
        Assert.Contains("MaxTasks", refusal.Message);
        Assert.Equal((3L, 3L), (it.Metrics.AliveTasks, it.Metrics.SpawnedTasks));

        sender.TrySend(6);
        Assert.Equal(6, it.OnThread(() => first.AsTask().GetAwaiter().GetResult(), "the first task"));
        Assert.Equal(1, it.Run(async () => 1));
        gate.Set();
        it.OnThread(() => job.AsTask().GetAwaiter().GetResult(), "the job");
        Assert.Equal(2, it.Run(async () => await LitenTask.Spawn(async () => 2)));
        last.Abort();
    }

    [Fact]
    public void MaxTasks_ManyThreadsSpawnUpToIt_NothingIsLostAndNoRoomLeaks()
    {
        const int Limit = 10;
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).MaxTasks(Limit));
        int ran = 0, accepted = 0, mostAlive = 0, alive = 0;

        var spawners = Enumerable.Range(0, 4).Select(_ => it.Begin(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                try
                {
                    it.Runtime.Spawn(Body);
                    Interlocked.Increment(ref accepted);
                }
                catch (TaskLimitExceededException)
                {
                    Thread.Yield();
                }
            }
        })).ToArray();
        Assert.All(spawners, spawner => it.End(spawner, "a spawner"));
        it.WaitUntil(() => it.Metrics.AliveTasks == 0, "all tasks");

        Assert.Equal(accepted, ran);
        Assert.InRange(mostAlive, 1, Limit);
        JoinHandle[] full = [.. Enumerable.Range(0, Limit).Select(_ => it.Runtime.Spawn(async () => await Time.Sleep(TimeSpan.FromHours(1))))];
        Assert.Throws<TaskLimitExceededException>(() => { it.Runtime.Spawn(async () => { }); });

        async LitenTask Body()
        {
            int now = Interlocked.Increment(ref alive);
            InterlockedMax(ref mostAlive, now);
            await LitenTask.Yield();
            Interlocked.Increment(ref ran);
            Interlocked.Decrement(ref alive);
        }

        static void InterlockedMax(ref int target, int value)
        {
            int seen = Volatile.Read(ref target);
            while (value > seen && Interlocked.CompareExchange(ref target, value, seen) is var before && before != seen)
            {
                seen = before;
            }
        }
    }
}
