#pragma warning disable xUnit1051 // A wait here ends with its runtime.

namespace Liten.Tests.BlockingPools;

/// <summary>A TPL task that says it runs long gets a blocking thread; when there is none for it, it runs all the same.</summary>
public sealed class LongRunningTaskTests
{
    [Fact]
    public void LongRunning_OnARunningRuntime_TakesABlockingThreadOfIt()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        (string? name, Runtime runtime, bool isWorker) = Patience.Get(StartNew(
            it.Runtime, static () => (Thread.CurrentThread.Name, Runtime.Current, Turn.Current!.IsWorker)));

        Assert.Contains("blocking", name);
        Assert.Same(it.Runtime, runtime);
        Assert.False(isWorker);
    }

    [Fact]
    public void LongRunning_LeavesItsThreadAsAJobDoes()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(1));
        var local = new AsyncLocal<string?>();
        Patience.Get(StartNew(it.Runtime, () => local.Value = "poison"));
        (string?, SynchronizationContext?) seen;
        using (ExecutionContext.SuppressFlow())
        {
            seen = Patience.Get(it.Runtime.SpawnBlocking(() => (local.Value, SynchronizationContext.Current)));
        }

        Assert.Equal((null, it.Runtime.SynchronizationContext), seen);
    }

    [Fact]
    public void LongRunning_Awaits_GoesOnOnAWorker()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        Assert.True(Patience.Get(StartNew(it.Runtime, static async () =>
        {
            await Task.Yield();
            return Turn.Current is { IsWorker: true };
        }).Unwrap()));
    }

    [Fact]
    public void LongRunning_QueuedWhenThePoolCloses_RunsOnTheThreadPool()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(1));
        using var begun = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        Task<bool> first = StartNew(it.Runtime, () =>
        {
            begun.Set();
            return mayEnd.Wait(Patience.Limit);
        });
        Patience.Wait(begun, "the first task");
        Task<bool> second = StartNew(it.Runtime, static () => Thread.CurrentThread.IsThreadPoolThread);
        Assert.Equal(1, it.Metrics.BlockingQueueDepth);

        var end = it.Begin(it.Runtime.Dispose);
        Assert.True(Patience.Get(second, "the queued task"));
        mayEnd.Set();
        it.End(end, "Dispose");

        Assert.True(Patience.Get(first));
    }

    [Fact]
    public void LongRunning_NoThreadToBeHad_RunsOnTheThreadPool()
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(1);
        RuntimeUnderTest.OptionsOf(builder).Threads = new FailingThreadSource { ThreadsToGive = 1 };
        using var it = new RuntimeUnderTest(builder);

        Assert.True(Patience.Get(StartNew(it.Runtime, static () => Thread.CurrentThread.IsThreadPoolThread)));
    }

    private static Task<T> StartNew<T>(Runtime runtime, Func<T> code)
        => Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.LongRunning, runtime.TaskScheduler);
}
