using System.Collections.Concurrent;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.BlockingPools;

/// <summary>The runtime as a .NET TaskScheduler.</summary>
public sealed class LitenTaskSchedulerTests : IDisposable
{
    private readonly Runtime _runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void StartNew_RunsOnAWorkerWithTheFacadeCurrent()
    {
        (bool, TaskScheduler) seen = Patience.Get(StartNew(static () => (IsOnWorker(), TaskScheduler.Current)));
        Assert.Equal((true, _runtime.TaskScheduler), seen);
        Assert.Equal(2, _runtime.TaskScheduler.MaximumConcurrencyLevel);
    }

    [Fact]
    public void StartNew_Throws_ExceptionIsTheTasks()
        => Assert.Throws<FormatException>(() => Patience.Get(StartNew<int>(static () => throw new FormatException())));

    [Fact]
    public void StartNew_AsyncLambda_ComesBackToTheRuntime()
    {
        bool onWorker = Patience.Get(StartNew(static async () =>
        {
            await Task.Yield();
            bool first = IsOnWorker();
            await LitenTask.Yield();
            return first && IsOnWorker();
        }).Unwrap());
        Assert.True(onWorker);
    }

    [Fact]
    public void StartNew_BelongsToNoTask_ButToTheRuntime()
    {
        (Exception? current, Runtime runtime, int child) seen = Patience.Get(StartNew(static async () =>
        {
            Exception? current = Record.Exception(static () => LitenTask.Current.Id);
            int child = await LitenTask.Spawn(static async () => await LitenTask.FromResult(4));
            return (current, Runtime.Current, child);
        }).Unwrap());
        Assert.IsType<InvalidOperationException>(seen.current);
        Assert.Same(_runtime, seen.runtime);
        Assert.Equal(4, seen.child);
    }

    [Fact]
    public void ContinueWith_RunsOnAWorker()
    {
        var source = new TaskCompletionSource();
        Task<bool> plain = source.Task.ContinueWith(static _ => IsOnWorker(), CancellationToken.None, TaskContinuationOptions.None, _runtime.TaskScheduler);
        Task<bool> synchronous = source.Task.ContinueWith(static _ => IsOnWorker(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, _runtime.TaskScheduler);
        source.SetResult();
        Assert.True(Patience.Get(plain));
        Assert.True(Patience.Get(synchronous));
    }

    [Fact]
    public void ParallelForEach_RunsEachElementOnceOnWorkers()
    {
        ConcurrentBag<int> seen = [];
        bool allOnWorkers = true;
        var loop = Task.Run(() => Parallel.ForEach(
            Enumerable.Range(0, 1_000),
            new ParallelOptions { TaskScheduler = _runtime.TaskScheduler },
            i =>
            {
                seen.Add(i);
                allOnWorkers &= IsOnWorker();
            }));
        Patience.Wait(loop, "Parallel.ForEach");
        Assert.Equal(Enumerable.Range(0, 1_000), seen.Order());
        Assert.True(allOnWorkers);
    }

    [Fact]
    public void ParallelForEachAsync_RunsOnWorkers()
    {
        int sum = 0;
        bool allOnWorkers = true;
        Patience.Wait(Parallel.ForEachAsync(Enumerable.Range(1, 100), new ParallelOptions { TaskScheduler = _runtime.TaskScheduler, MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            await LitenTask.Yield();
            allOnWorkers &= IsOnWorker();
            Interlocked.Add(ref sum, i);
        }));
        Assert.Equal(5_050, sum);
        Assert.True(allOnWorkers);
    }

    [Fact]
    public void RunSynchronously_OffTheRuntime_RunsOnAWorker() => Patience.OnThread(() =>
    {
        bool onWorker = false;
        var task = new Task(() => onWorker = IsOnWorker());
        task.RunSynchronously(_runtime.TaskScheduler);
        Assert.True(onWorker);
    });

    [Fact]
    public void Wait_OnAThreadPoolThread_DoesNotPullTheTaskThere()
    {
        using Runtime single = Runtime.CreateBuilder().WorkerThreads(1).Build();
        using var hold = new ManualResetEventSlim();
        using var held = new ManualResetEventSlim();
        _ = single.Spawn(async () =>
        {
            held.Set();
            Patience.Wait(hold, "the release of the worker");
            await LitenTask.CompletedTask;
        });
        Patience.Wait(held, "the worker's being busy");
        bool onWorker = false;
        using var waits = new ManualResetEventSlim();
        var waiter = Task.Run(() =>
        {
            var task = Task.Factory.StartNew(() => onWorker = IsOnWorker(), CancellationToken.None, TaskCreationOptions.None, single.TaskScheduler);
            waits.Set();

            // A task that may run inline would do so here, without waiting for the worker.
            task.Wait();
        });
        Patience.Wait(waits, "the wait");
        hold.Set();
        Patience.Wait(waiter);
        Assert.True(onWorker);
    }

    [Fact]
    public void Wait_InATask_RunsTheTaskThereWithoutAContextAndPutsItBack() => Patience.Wait(_runtime.Spawn(async () =>
    {
        await LitenTask.CompletedTask;
        SynchronizationContext? before = SynchronizationContext.Current;
        var task = new Task<SynchronizationContext?>(static () => SynchronizationContext.Current);
        task.RunSynchronously(_runtime.TaskScheduler);

        Assert.Null(task.Result);
        Assert.Same(_runtime.SynchronizationContext, before);
        Assert.Same(before, SynchronizationContext.Current);
    }));

    [Theory]
    [InlineData(TaskCreationOptions.None)]
    [InlineData(TaskCreationOptions.LongRunning)]
    public void Queue_AfterShutdown_RunsOnTheThreadPool(TaskCreationOptions options)
    {
        _runtime.Dispose();
        Task<bool> late = Task.Factory.StartNew(static () => Thread.CurrentThread.IsThreadPoolThread, CancellationToken.None, options, _runtime.TaskScheduler);
        Assert.True(Patience.Get(late));
    }

    [Fact]
    public void QueuedTask_SeesNoContextOfWhoeverRanBefore()
    {
        using Runtime single = Runtime.CreateBuilder().WorkerThreads(1).Build();
        var local = new AsyncLocal<string?>();
        Patience.Wait(single.Spawn(async () =>
        {
            local.Value = "poison";
            await LitenTask.CompletedTask;
        }));
        local.Value = "mine";
        Assert.Equal("mine", Patience.Get(Task.Factory.StartNew(() => local.Value, CancellationToken.None, TaskCreationOptions.None, single.TaskScheduler)));
        using (ExecutionContext.SuppressFlow())
        {
            Assert.Null(Patience.Get(Task.Factory.StartNew(() => local.Value, CancellationToken.None, TaskCreationOptions.None, single.TaskScheduler)));
        }
    }

    private static bool IsOnWorker() => Turn.Current is { IsWorker: true };

    private Task<T> StartNew<T>(Func<T> code) => Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.None, _runtime.TaskScheduler);
}
