using System.Collections.Concurrent;

namespace Liten.Tests.BlockingPools;

public class BlockingPoolTests
{
    [Fact]
    public void Queue_MaximumOfOne_RunsFirstInFirstOut()
    {
        using var pool = new PoolUnderTest(maxThreads: 1);
        var order = new ConcurrentQueue<int>();
        (JoinHandle<int> held, ManualResetEventSlim gate) = pool.SpawnHeld();
        JoinHandle[] jobs = [.. Enumerable.Range(0, 10).Select(i => pool.Spawn(() => order.Enqueue(i)))];
        Assert.Equal(10, pool.Pool.QueueLength);

        gate.Set();
        Array.ForEach(jobs, pool.WaitForEnd);

        Assert.Equal(Enumerable.Range(0, 10), order);
        Assert.Equal(0, pool.Pool.QueueLength);
        Assert.Equal(1, pool.Pool.ThreadCount);
        Assert.True(held.IsCompleted);
    }

    [Fact]
    public void Job_BelowMaximum_GetsThreadOfItsOwn()
    {
        using var pool = new PoolUnderTest(maxThreads: 3);
        (JoinHandle<int> Job, ManualResetEventSlim Gate)[] held = [pool.SpawnHeld(), pool.SpawnHeld(), pool.SpawnHeld()];

        Assert.Equal(new BlockingPoolStatus(3, 0, 0, 3, false), pool.Pool.ReadStatus());
        Array.ForEach(held, job => job.Gate.Set());
        Assert.Equal(3, held.Select(job => pool.Result(job.Job)).Distinct().Count());
        Assert.Equal(["pool-test-blocking-0", "pool-test-blocking-1", "pool-test-blocking-2"], pool.Started.Select(thread => thread.Name).Order());
    }

    [Fact]
    public void IdleThread_NewJob_IsReused()
    {
        using var pool = new PoolUnderTest();
        int first = pool.Result(pool.Spawn(() => Environment.CurrentManagedThreadId));
        pool.WaitUntil(() => pool.Pool.IdleThreadCount == 1, "the thread is idle");

        int second = pool.Result(pool.Spawn(() => Environment.CurrentManagedThreadId));

        Assert.Equal(first, second);
        Assert.Equal(1, pool.Pool.ThreadCount);
    }

    [Fact]
    public void IdleThreads_NewJob_TakesTheOneThatBecameIdleLast()
    {
        using var pool = new PoolUnderTest();
        var held = new[] { pool.SpawnHeld(), pool.SpawnHeld(), pool.SpawnHeld() };
        foreach (int i in (int[])[1, 0, 2])
        {
            int idle = pool.Pool.IdleThreadCount;
            held[i].Gate.Set();
            pool.WaitUntil(() => pool.Pool.IdleThreadCount == idle + 1, "one more thread is idle");
        }

        (JoinHandle<int> Job, ManualResetEventSlim Gate)[] again = [pool.SpawnHeld(), pool.SpawnHeld(), pool.SpawnHeld()];

        Array.ForEach(again, job => job.Gate.Set());
        Assert.Equal(((int[])[2, 0, 1]).Select(i => pool.Result(held[i].Job)), again.Select(job => pool.Result(job.Job)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(TimeSpan.TicksPerMillisecond)]
    public void KeepAlive_Over_EndsTheThread(long ticks)
    {
        using var pool = new PoolUnderTest(keepAlive: TimeSpan.FromTicks(ticks));

        pool.Result(pool.Spawn(() => 1));
        pool.WaitForStop();

        Assert.Equal(0, pool.Pool.ThreadCount);
        Assert.Equal(0, pool.Pool.IdleThreadCount);
    }

    [Fact]
    public void KeepAlive_Over_NextThreadTakesTheSamePlace()
    {
        using var pool = new PoolUnderTest(keepAlive: TimeSpan.Zero);
        for (int i = 0; i < 20; i++)
        {
            pool.Result(pool.Spawn(() => pool.Result(pool.Spawn(() => 1))));
            pool.WaitUntil(() => pool.Pool.ReadStatus().PresentThreads == 0, "the threads have left");
        }

        Assert.Equal(["pool-test-blocking-0", "pool-test-blocking-1"], pool.Started.Select(thread => thread.Name).Distinct().Order());
        Assert.Equal(40, pool.Terminated.Count);
    }

    [Fact]
    public void KeepAlive_LongerThanAnyClock_IsForEver()
    {
        using var pool = new PoolUnderTest(keepAlive: TimeSpan.MaxValue);
        Assert.Equal(Nanoseconds.Forever, pool.Pool.Parts.KeepAliveNanoseconds());
        Assert.Equal(1, pool.Result(pool.Spawn(() => 1)));
    }

    [Fact]
    public void Hooks_EachThread_AreCalledOnItAsOften()
    {
        var pool = new PoolUnderTest(maxThreads: 2);
        var held = new[] { pool.SpawnHeld(), pool.SpawnHeld() };
        Assert.Empty(pool.Stopped);
        Assert.Equal(2, pool.Started.Count);

        Array.ForEach(held, job => job.Gate.Set());
        pool.End();

        Assert.Equal(2, pool.Stopped.Count);
        Assert.All(pool.Stopped, thread => Assert.Null(thread.WorkerIndex));
    }

    [Fact]
    public void TaskLimit_Reached_ThrowsAndLeavesNothing()
    {
        using var pool = new PoolUnderTest(maxTasks: 1);
        (JoinHandle<int> held, ManualResetEventSlim gate) = pool.SpawnHeld();

        Assert.Throws<TaskLimitExceededException>(() => pool.Spawn(() => 1));

        Assert.Equal(new BlockingPoolStatus(1, 0, 0, 1, false), pool.Pool.ReadStatus());
        gate.Set();
        pool.Result(held);
    }

    [Theory]
    [InlineData(0, 0, 0, nameof(BlockingPoolParts.MaxThreads))]
    [InlineData(-1, 0, 0, nameof(BlockingPoolParts.MaxThreads))]
    [InlineData(1, -2, 0, nameof(BlockingPoolParts.KeepAlive))]
    [InlineData(1, 0, -1, nameof(BlockingPoolParts.StackSize))]
    public void Parts_OutOfRange_Throw(int maxThreads, int keepAlive, int stackSize, string name)
    {
        var host = new TaskHost(new object(), new RuntimeHooks(), int.MaxValue);
        BlockingPoolParts parts = PoolUnderTest.Parts(host, maxThreads, TimeSpan.FromMilliseconds(keepAlive), new ThreadSource()) with { StackSize = stackSize };

        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new BlockingPool(parts)).ParamName);
    }
}
