using System.Runtime.CompilerServices;

namespace Liten.Tests;

/// <summary>The document's examples of what to set and what to watch, in its order.</summary>
public sealed class SeedPerformanceExamples : SeedRig
{
    [Fact]
    public void Work_stealing_scheduler()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(4)
            .Build();

        runtime.BlockOn(async () =>
        {
            JoinHandle<int>[] handles = [.. Enumerable.Range(0, 100).Select(i => LitenTask.Spawn(async () =>
            {
                Print($"Task {i} running");
                return i * i;
            }))];

            for (int i = 0; i < handles.Length; i++)
            {
                int result = await handles[i];
                Assert.Equal(i * i, result);
            }
        });

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"Task {i} running").Order(), _output.Order());
    }

    [Fact]
    public void Worker_thread_count()
    {
        using Runtime cpuRuntime = Runtime.CreateBuilder()
            .WorkerThreads(Environment.ProcessorCount)
            .Build();
        using Runtime ioRuntime = Runtime.CreateBuilder()
            .WorkerThreads(Environment.ProcessorCount * 2)
            .Build();
        using Runtime mixedRuntime = Runtime.CreateBuilder()
            .WorkerThreads(Environment.ProcessorCount + 2)
            .Build();

        Assert.Equal(Environment.ProcessorCount, cpuRuntime.Metrics.Workers.Count);
        Assert.Equal(Environment.ProcessorCount * 2, ioRuntime.Metrics.Workers.Count);
        Assert.Equal(Environment.ProcessorCount + 2, mixedRuntime.Metrics.Workers.Count);
        Assert.All([cpuRuntime, ioRuntime, mixedRuntime], runtime => Assert.Same(runtime, runtime.BlockOn(async () => Runtime.Current)));
    }

    [Fact]
    public void Memory_configuration()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(4)
            .MaxTasks(3)
            .TaskPoolCapacity(16)
            .ThreadStackSize(32 * 1024 * 1024)
            .Build();

        runtime.BlockOn(async () =>
        {
            // This task is one of the three.
            JoinHandle first = LitenTask.Spawn(() => Time.Sleep(Timeout.InfiniteTimeSpan));
            JoinHandle second = LitenTask.Spawn(() => Time.Sleep(Timeout.InfiniteTimeSpan));
            TaskLimitExceededException refusal = Assert.Throws<TaskLimitExceededException>(() => LitenTask.Spawn(async () => { }));
            Assert.Equal(3, refusal.MaxTasks);

            // A task that has ended makes room for another one.
            first.Abort();
            await first.JoinAsync();
            await LitenTask.Spawn(async () => { });
            second.Abort();

            // More than 8 MiB, which is the largest of the platforms' defaults.
            Assert.Equal(30_000, Depth(30_000));
        });

        Assert.Throws<ArgumentOutOfRangeException>(() => Runtime.CreateBuilder().MaxTasks(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Runtime.CreateBuilder().TaskPoolCapacity(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Runtime.CreateBuilder().ThreadStackSize(1));

        static int Depth(int left)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            Span<byte> frame = stackalloc byte[288];
            frame[0] = 1;
            return left == 0 ? 0 : frame[0] + Depth(left - 1);
        }
    }

    [Fact]
    public void Task_count()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(2)
            .Build();

        runtime.BlockOn(async () =>
        {
            // The work of each task is simulated by a value that it waits for.
            (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[] work = [.. Enumerable.Range(0, 10).Select(_ => Oneshot.Create<int>())];
            JoinHandle<int>[] handles = [.. work.Select(item => LitenTask.Spawn(async () => await item.Receiver))];

            // The ten, and the one that counts them.
            Assert.Equal(11, runtime.Metrics.AliveTasks);
            for (int i = 0; i < handles.Length; i++)
            {
                work[i].Sender.TrySend(i);
                int result = await handles[i];
                Print($"Task {result} completed");
                Assert.Equal(i, result);
                Assert.Equal(10 - i, runtime.Metrics.AliveTasks);
            }
        });

        RuntimeMetrics metrics = runtime.Metrics;
        Assert.Equal(10, _output.Count);
        Assert.Equal((11, 11, 0), (metrics.SpawnedTasks, metrics.CompletedTasks, metrics.AliveTasks));
    }

    [Fact]
    public void Worker_thread_utilization()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(4)
            .Build();

        runtime.BlockOn(async () =>
        {
            JoinHandle<string>[] shortTasks = [.. Enumerable.Range(0, 20).Select(i => LitenTask.Spawn(async () =>
            {
                await Time.Sleep(TimeSpan.FromMilliseconds(10));
                return $"Short task {i}";
            }))];
            JoinHandle<string>[] longTasks = [.. Enumerable.Range(0, 4).Select(i => LitenTask.Spawn(async () =>
            {
                await Time.Sleep(TimeSpan.FromMilliseconds(100));
                return $"Long task {i}";
            }))];

            foreach (JoinHandle<string> handle in shortTasks.Concat(longTasks))
            {
                Print($"{await handle} completed");
            }
        });
        runtime.Dispose();

        RuntimeMetrics metrics = runtime.Metrics;
        Assert.Equal(24, _output.Count);
        Assert.Equal(25, metrics.SpawnedTasks);
        Assert.Equal(0, metrics.LiveTimers);

        // Each of the 24 tasks takes one turn until its sleep and one after it; the first task takes at least one.
        Assert.True(metrics.Workers.Sum(worker => worker.Polls) >= 49, $"{metrics}");
        Assert.True(metrics.Workers.Sum(worker => worker.Parks) > 0, $"{metrics}");
        Assert.True(metrics.Workers.Sum(worker => worker.BusyTime.Ticks) > 0, $"{metrics}");
    }
}
