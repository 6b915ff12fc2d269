using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Liten.Tests;

/// <summary>Every example of the document that Liten was created from, in its order, in C#, each with a check of its effect.</summary>
public class SeedExamples
{
    private const int RetryDelayMilliseconds = 10;

    private readonly ConcurrentQueue<string> _output = new();

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

    [Theory]
    [InlineData(false, "Task succeeded: Success")]
    [InlineData(true, "Task failed: Random failure")]
    public void Runtime_errors(bool fails, string expected)
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(1)
            .Build();

        runtime.BlockOn(async () =>
        {
            JoinHandle<string> handle = LitenTask.Spawn(async () => fails ? throw new InvalidDataException("Random failure") : "Success");

            JoinResult<string> result = await handle.JoinAsync();
            Print(result.IsSuccess ? $"Task succeeded: {result.Value}" : $"Task failed: {result.Exception!.Message}");
        });

        Assert.Equal([expected], _output);
    }

    [Fact]
    public void Resource_exhaustion()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(1)
            .Build();

        runtime.BlockOn(async () =>
        {
            JoinHandle<int>[] handles = [.. Enumerable.Range(0, 1000).Select(i => LitenTask.Spawn(async () => i))];
            foreach (JoinHandle<int> handle in handles)
            {
                int result = await handle;
                if (result % 100 == 0)
                {
                    Print($"Processed {result} tasks");
                }
            }
        });

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"Processed {i * 100} tasks"), _output);
        Assert.Equal(0, runtime.Metrics.AliveTasks);
    }

    [Fact]
    public void Custom_scheduler()
    {
        // Today's choice is between three schedulers: work stealing (the default), one queue per worker, the calling thread.
        using Runtime stealing = Runtime.CreateBuilder().WorkerThreads(4).Build();
        using Runtime pinned = Runtime.CreateBuilder().WorkerThreads(4).DisableWorkStealing().Build();
        using Runtime calling = Runtime.CreateBuilder().CurrentThread().Build();

        foreach (Runtime runtime in new[] { stealing, pinned, calling })
        {
            int thread = runtime.BlockOn(async () =>
            {
                Print("Running with custom scheduler");
                await LitenTask.Spawn(async () => await LitenTask.Yield());
                return Environment.CurrentManagedThreadId;
            });
            Assert.Equal(runtime == calling, thread == Environment.CurrentManagedThreadId);
        }

        Assert.Equal(3, _output.Count);
        Assert.Single(calling.Metrics.Workers);
        Assert.Throws<InvalidOperationException>(() => Runtime.CreateBuilder().CurrentThread().WorkerThreads(2).Build());
    }

    [Fact]
    public void Runtime_hooks()
    {
        using (Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(2)
            .OnThreadStart(thread => Print($"start {thread.Name}"))
            .OnThreadStop(thread => Print($"stop {thread.Name}"))
            .OnThreadPark(thread => Print($"park {thread.Name}"))
            .OnThreadUnpark(thread => Print($"unpark {thread.Name}"))
            .OnTaskSpawn(task => Print($"spawn {task.Name}"))
            .OnTaskTerminate(task => Print($"terminate {task.Name}"))
            .Build())
        {
            runtime.BlockOn(async () =>
            {
                Print("Runtime is active");
                await LitenTask.Spawn(async () => { }, new SpawnOptions { Name = "greeter" });
            });
        }

        string[] events = [.. _output];
        foreach (string worker in new[] { "liten-worker-0", "liten-worker-1" })
        {
            string[] own = [.. events.Where(line => line.EndsWith(worker, StringComparison.Ordinal))];
            Assert.Equal($"start {worker}", own[0]);
            Assert.Equal($"stop {worker}", own[^1]);
            Assert.Equal(own.Count(line => line.StartsWith("park", StringComparison.Ordinal)), own.Count(line => line.StartsWith("unpark", StringComparison.Ordinal)));
        }

        Assert.Equal(["Runtime is active", "spawn greeter", "terminate greeter"], events.Where(line => line is "Runtime is active" || line.EndsWith("greeter", StringComparison.Ordinal)));
    }

    [Fact]
    public void Runtime_sizing()
    {
        using Runtime smallRuntime = Runtime.CreateBuilder()
            .WorkerThreads(2)
            .Build();
        using Runtime mediumRuntime = Runtime.CreateBuilder()
            .WorkerThreads(Environment.ProcessorCount)
            .Build();
        using Runtime largeRuntime = Runtime.CreateBuilder()
            .WorkerThreads(Environment.ProcessorCount * 2)
            .Build();

        // They share nothing: a task of one waits for a task of another one without any of them blocking.
        int sum = smallRuntime.BlockOn(async () =>
            await mediumRuntime.Spawn(async () =>
                await largeRuntime.Spawn(async () => Runtime.Current == largeRuntime ? 1 : 0) + (Runtime.Current == mediumRuntime ? 10 : 0))
            + (Runtime.Current == smallRuntime ? 100 : 0));

        Assert.Equal(111, sum);
    }

    [Fact]
    public void Resource_management()
    {
        ConcurrentDictionary<string, bool> threads = new();
        JoinHandle waiting;
        bool unwound = false;
        using (Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(4)
            .OnThreadStart(thread => threads[thread.Name] = true)
            .OnThreadStop(thread => threads[thread.Name] = false)
            .Build())
        {
            waiting = runtime.BlockOn(async () =>
            {
                await Blocking.Spawn(() => Print("a thread of the blocking pool"));
                var (sender, receiver) = Oneshot.Create<bool>();
                JoinHandle task = LitenTask.Spawn(async () =>
                {
                    try
                    {
                        sender.TrySend(true);
                        await Time.Sleep(Timeout.InfiniteTimeSpan);
                    }
                    finally
                    {
                        unwound = true;
                    }
                });
                await receiver;
                return task;
            });
        }

        // Four workers and a blocking thread have started and stopped, and the task that was left has cleaned up after itself.
        Assert.Equal(5, threads.Count);
        Assert.All(threads, thread => Assert.False(thread.Value, thread.Key));
        Assert.True(unwound);
        Assert.True(waiting.IsCompleted);
    }

    [Theory]
    [InlineData(0, "Operation succeeded: Success")]
    [InlineData(2, "Attempt 1 failed: Operation failed", "Attempt 2 failed: Operation failed", "Operation succeeded: Success")]
    [InlineData(3, "Attempt 1 failed: Operation failed", "Attempt 2 failed: Operation failed", "Attempt 3 failed: Operation failed")]
    public void Error_recovery(int failures, params string[] expected)
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(2)
            .Build();

        long start = TimeProvider.System.GetTimestamp();
        runtime.BlockOn(async () =>
        {
            const int MaxAttempts = 3;
            int attempts = 0;
            while (attempts < MaxAttempts)
            {
                try
                {
                    Print($"Operation succeeded: {await RiskyOperationAsync()}");
                    break;
                }
                catch (IOException exception)
                {
                    attempts++;
                    Print($"Attempt {attempts} failed: {exception.Message}");
                    if (attempts < MaxAttempts)
                    {
                        await Time.Sleep(TimeSpan.FromMilliseconds(RetryDelayMilliseconds));
                    }
                }
            }
        });

        Assert.Equal(expected, _output);
        int delays = Math.Min(failures, 2);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(delays * RetryDelayMilliseconds));

        async LitenTask<string> RiskyOperationAsync()
        {
            await LitenTask.Yield();
            return failures-- > 0 ? throw new IOException("Operation failed") : "Success";
        }
    }

    private void Print(string line) => _output.Enqueue(line);
}
