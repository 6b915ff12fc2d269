namespace Liten.Tests.BlockingPools;

public class BlockingPoolThreadFailureTests
{
    [Fact]
    public void ThreadStart_FailsWithoutThreads_ThrowsAndLeavesNothing()
    {
        using var pool = new PoolUnderTest(threads: new FailingThreadSource());

        Assert.Equal(FailingThreadSource.Message, Assert.Throws<OutOfMemoryException>(() => pool.Spawn(() => 1)).Message);

        Assert.Equal(new BlockingPoolStatus(0, 0, 0, 0, false), pool.Pool.ReadStatus());
        Assert.True(pool.Host.LiveTasks().Count == 0);
        Assert.Single(pool.Terminated);
    }

    [Fact]
    public void ThreadStart_FailsOnce_NextJobGetsTheThread()
    {
        var threads = new FailingThreadSource();
        using var pool = new PoolUnderTest(threads: threads);
        Assert.Throws<OutOfMemoryException>(() => pool.Spawn(() => 1));

        threads.ThreadsToGive = 1;

        Assert.Equal(2, pool.Result(pool.Spawn(() => 2)));
        Assert.Equal("pool-test-blocking-0", Assert.Single(pool.Started).Name);
    }

    [Fact]
    public void ThreadStart_FailsBesideBusyThread_JobIsQueued()
    {
        using var pool = new PoolUnderTest(threads: new FailingThreadSource { ThreadsToGive = 1 });
        (JoinHandle<int> held, ManualResetEventSlim gate) = pool.SpawnHeld();

        JoinHandle<int> queued = pool.Spawn(() => Environment.CurrentManagedThreadId);

        Assert.Equal(new BlockingPoolStatus(1, 0, 1, 1, false), pool.Pool.ReadStatus());
        gate.Set();
        Assert.Equal(pool.Result(held), pool.Result(queued));
    }

    [Fact]
    public void ThreadStart_FailsWhileAnotherBecomesIdle_JobIsHandedToThat()
    {
        FailingThreadSource threads = Holding(threadsToGive: 1);
        using var pool = new PoolUnderTest(threads: threads);
        (JoinHandle<int> held, ManualResetEventSlim gate) = pool.SpawnHeld();
        Task<JoinHandle<int>> spawn = SpawnElsewhere(pool, threads);
        gate.Set();
        pool.WaitUntil(() => pool.Pool.IdleThreadCount == 1, "the other thread is idle");

        threads.Hold!.Value.GoOn.Set();

        Assert.Equal(pool.Result(held), pool.Result(Returned(spawn)));
        Assert.Equal(1, pool.Pool.ThreadCount);
    }

    [Fact]
    public void ThreadStart_FailsWithJobsQueuedBehindIt_RefusesThem()
    {
        FailingThreadSource threads = Holding(threadsToGive: 0);
        using var pool = new PoolUnderTest(maxThreads: 1, threads: threads);
        Task<JoinHandle<int>> spawn = SpawnElsewhere(pool, threads);
        JoinHandle<int>[] behind = [pool.Spawn(() => 1), pool.Spawn(() => 2)];
        Assert.Equal(2, pool.Pool.QueueLength);

        threads.Hold!.Value.GoOn.Set();

        Assert.Throws<OutOfMemoryException>(() => Returned(spawn));
        Assert.All(behind, job => Assert.IsType<OutOfMemoryException>(pool.Outcome(job).Exception));
        Assert.Equal(new BlockingPoolStatus(0, 0, 0, 0, false), pool.Pool.ReadStatus());
    }

    [Fact]
    public void ThreadStart_FailsAfterClose_JobIsAborted()
    {
        FailingThreadSource threads = Holding(threadsToGive: 0);
        var pool = new PoolUnderTest(threads: threads);
        Task<JoinHandle<int>> spawn = SpawnElsewhere(pool, threads);
        pool.Pool.Close();
        Assert.False(pool.Pool.JoinThreads(0));

        threads.Hold!.Value.GoOn.Set();

        Assert.True(pool.Pool.JoinThreads((long)PoolUnderTest.Patience.TotalNanoseconds), pool.Pool.ToString());
        Assert.True(pool.Outcome(Returned(spawn)).IsAborted);
        pool.End();
    }

    private static FailingThreadSource Holding(int threadsToGive)
        => new() { ThreadsToGive = threadsToGive, Hold = (new ManualResetEventSlim(), new ManualResetEventSlim()) };

    /// <summary>Spawns a job on another thread and waits until that is about to fail to start one.</summary>
    private static Task<JoinHandle<int>> SpawnElsewhere(PoolUnderTest pool, FailingThreadSource threads)
    {
        var spawn = Task.Run(() => pool.Spawn(() => Environment.CurrentManagedThreadId));
        pool.WaitFor(threads.Hold!.Value.Reached, "the start of a thread");
        return spawn;
    }

    private static JoinHandle<int> Returned(Task<JoinHandle<int>> spawn) => spawn.WaitAsync(PoolUnderTest.Patience).GetAwaiter().GetResult();
}
