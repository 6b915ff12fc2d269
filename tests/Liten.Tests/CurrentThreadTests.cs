#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

namespace Liten.Tests;

/// <summary>A runtime without threads: its tasks run in BlockOn, and only there.</summary>
public sealed class CurrentThreadTests
{
    [Fact]
    public void CurrentThread_NoBlockOn_NothingRuns() // 14
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().CurrentThread());
        int runs = 0;
        JoinHandle task = it.Runtime.Spawn(async () => runs++);

        Assert.Equal((0, 0L, false), (runs, it.Metrics.Workers[0].Polls, task.IsCompleted));
        Assert.Equal(1, it.Metrics.InjectionQueueDepth);
        Assert.Empty(it.Census.SystemThreads());

        it.Run(async () => await task);
        Assert.Equal(1, runs);
    }

    [Fact]
    public void CurrentThread_BlockOn_RunsOnTheCallersThread() // 14
    {
        using Runtime runtime = Runtime.CreateBuilder().CurrentThread().Build();
        int caller = Environment.CurrentManagedThreadId;

        (int before, int after, int spawned) = runtime.BlockOn(async () =>
        {
            int first = Environment.CurrentManagedThreadId;
            int child = await LitenTask.Spawn(async () => Environment.CurrentManagedThreadId);
            await Task.Run(() => { });
            return (first, Environment.CurrentManagedThreadId, child);
        });

        Assert.Equal((caller, caller, caller), (before, after, spawned));
    }

    [Fact]
    public void CurrentThread_DetachedTask_GoesOnInTheNextBlockOn() // 14
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().CurrentThread());
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> detached = it.Run(async () => LitenTask.Spawn(async () => await receiver));

        sender.TrySend(3);

        Assert.False(detached.IsCompleted);
        Assert.Equal(3, it.Run(async () => await detached));
    }
}
