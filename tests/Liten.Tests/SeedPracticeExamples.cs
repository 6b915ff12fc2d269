using System.Collections.Concurrent;

namespace Liten.Tests;

/// <summary>The document's last examples, in its order: failures, hooks, and how to live with a runtime.</summary>
public sealed class SeedPracticeExamples : SeedRig
{
    private const int RetryDelayMilliseconds = 10;

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
}
