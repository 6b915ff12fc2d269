using System.Collections.Concurrent;

namespace Liten.Tests;

/// <summary>The first examples of the document that Liten was created from, in its order, each with a check of its effect.</summary>
public sealed class SeedConfigurationExamples : SeedRig
{
    [Fact]
    public void Basic_runtime()
    {
        // [LitenMain] on a static async method makes the compiler write what follows; its tests are in Liten.Generators.Tests.
        using Runtime runtime = Runtime.CreateBuilder().Build();

        runtime.BlockOn(MainAsync);

        Assert.Equal(["Running on Liten runtime", "Async operation completed"], _output);
        Assert.Equal(Environment.ProcessorCount, runtime.Metrics.Workers.Count);

        async LitenTask MainAsync()
        {
            Print("Running on Liten runtime");
            await LitenTask.Yield();
            Print("Async operation completed");
        }
    }

    [Fact]
    public void Custom_runtime_configuration()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(4)
            .Build();

        runtime.BlockOn(async () =>
        {
            Print("Running on custom runtime");
            Assert.Same(runtime, Runtime.Current);
            await LitenTask.Yield();
            Print("Async operation completed");
        });

        Assert.Equal(["Running on custom runtime", "Async operation completed"], _output);
        Assert.Equal(4, runtime.Metrics.Workers.Count);
        Assert.Throws<InvalidOperationException>(() => Runtime.Current);
    }

    [Fact]
    public void Worker_threads()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(8)
            .Build();

        string? thread = runtime.BlockOn(async () => Thread.CurrentThread.Name);

        Assert.Equal(8, runtime.Metrics.Workers.Count);
        Assert.Contains(runtime.Metrics.Workers, worker => worker.Name == thread);
        Assert.NotEqual(Thread.CurrentThread.Name, thread);
    }

    [Fact]
    public void Work_stealing()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(4)
            .DisableWorkStealing()
            .Build();

        runtime.BlockOn(async () =>
        {
            // Tasks run only on the worker that spawned them, before and after each of their waits.
            string? spawner = Thread.CurrentThread.Name;
            string?[][] threads = await LitenTask.WhenAll(Enumerable.Range(0, 50).Select(_ => LitenTask.Spawn(async () =>
            {
                string? before = Thread.CurrentThread.Name;
                await Time.Sleep(TimeSpan.FromMilliseconds(1));
                return new[] { before, Thread.CurrentThread.Name };
            })));
            Assert.All(threads.SelectMany(pair => pair), thread => Assert.Equal(spawner, thread));
        });

        Assert.All(runtime.Metrics.Workers, worker => Assert.Equal(0, worker.StolenTasks));
    }

    [Fact]
    public void Thread_names()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(4)
            .WorkerThreadName("liten-worker")
            .Build();

        string? thread = runtime.BlockOn(async () => Thread.CurrentThread.Name);

        Assert.Matches("^liten-worker-[0-3]$", thread);
        Assert.Equal(["liten-worker-0", "liten-worker-1", "liten-worker-2", "liten-worker-3"], runtime.Metrics.Workers.Select(worker => worker.Name));
    }

    [Fact]
    public void Shutdown()
    {
        ConcurrentQueue<string> stopped = new();
        JoinHandle endless;
        Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(2)
            .OnThreadStop(thread => stopped.Enqueue(thread.Name))
            .Build();
        using (runtime)
        {
            endless = runtime.BlockOn(async () =>
            {
                Print("Runtime is running");
                return LitenTask.Spawn(() => Time.Sleep(Timeout.InfiniteTimeSpan));
            });
        }

        // The runtime is shut down where it goes out of scope.
        Print("Runtime has shut down");
        Assert.Equal(["Runtime is running", "Runtime has shut down"], _output);
        Assert.True(endless.IsCompleted);
        Assert.Equal(0, runtime.Metrics.AliveTasks);
        Assert.Equal(["liten-worker-0", "liten-worker-1"], stopped.Order());
        Assert.Throws<ObjectDisposedException>(() => runtime.BlockOn(async () => { }));
    }
}
