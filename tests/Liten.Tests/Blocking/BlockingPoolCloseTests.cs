namespace Liten.Tests.BlockingPools;

public class BlockingPoolCloseTests
{
    [Fact]
    public void Close_QueuedAndRunningJobs_AbortsTheFormerOnly()
    {
        var pool = new PoolUnderTest(maxThreads: 1);
        bool ran = false;
        (JoinHandle<int> running, ManualResetEventSlim gate) = pool.SpawnHeld();
        JoinHandle[] queued = [.. Enumerable.Range(0, 3).Select(_ => pool.Spawn(() => { ran = true; }))];

        pool.Pool.Close();

        Assert.All(queued, job => Assert.True(job.IsCompleted && new JoinResult(job).IsAborted));
        Assert.False(running.IsCompleted);
        Assert.Equal(new BlockingPoolStatus(1, 0, 0, 1, true), pool.Pool.ReadStatus());
        Assert.False(pool.Pool.JoinThreads(0));

        gate.Set();
        pool.Result(running);
        pool.End();
        Assert.False(ran);
    }

    [Fact]
    public void Close_IdleThreads_End()
    {
        var pool = new PoolUnderTest();
        var held = new[] { pool.SpawnHeld(), pool.SpawnHeld() };
        Array.ForEach(held, job => job.Gate.Set());
        pool.WaitUntil(() => pool.Pool.IdleThreadCount == 2, "both threads are idle");

        pool.Pool.Close();

        Assert.Equal(0, pool.Pool.IdleThreadCount);
        Assert.Equal(0, pool.Pool.ThreadCount);
        pool.End();
    }

    [Fact]
    public void Close_Twice_IsHarmless()
    {
        var pool = new PoolUnderTest();
        pool.Result(pool.Spawn(() => 1));
        pool.End();
        pool.End();
    }

    [Fact]
    public void Close_PoolWithoutThreads_JoinsAtOnce()
    {
        var pool = new PoolUnderTest();
        pool.Pool.Close();
        Assert.True(pool.Pool.JoinThreads(0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Spawn_AfterClose_IsAbortedAlready(bool hostToo)
    {
        var pool = new PoolUnderTest();
        if (hostToo)
        {
            pool.Host.Close();
        }

        pool.Pool.Close();

        JoinHandle<int> job = pool.Spawn(() => 1);

        Assert.True(job.IsCompleted);
        Assert.True(new JoinResult<int>(job).IsAborted);
        Assert.NotEqual(0, job.Id);
        Assert.Empty(pool.Started);
        pool.End();
    }

    [Fact]
    public void Spawn_HostClosesInBetween_IsAbortedAndNotRun()
    {
        PoolUnderTest? pool = null;
        pool = new PoolUnderTest(maxThreads: 1, onSpawn: job =>
        {
            if (job.Line == 99)
            {
                pool!.Host.Close();
            }
        });
        (JoinHandle<int> held, ManualResetEventSlim gate) = pool.SpawnHeld();

        JoinHandle<int> late = BlockingSpawning.Spawn(pool.Pool, () => 1, new(null, "", 99));

        Assert.True(pool.Outcome(late).IsAborted);
        Assert.Equal(0, pool.Pool.QueueLength);
        gate.Set();
        pool.WaitForEnd(held);
        pool.End();
    }

    [Fact]
    public void JoinThreads_OnThreadOfThePool_RefusesToWaitForItself()
    {
        using var pool = new PoolUnderTest();
        Assert.False(pool.Result(pool.Spawn(() => pool.Pool.JoinThreads(Nanoseconds.Forever))));
    }

    [Fact]
    public void JoinThreads_TimeOver_CanBeCalledAgain()
    {
        var pool = new PoolUnderTest();
        (_, ManualResetEventSlim gate) = pool.SpawnHeld();
        pool.Pool.Close();

        Assert.False(pool.Pool.JoinThreads(1));
        Assert.False(pool.Pool.JoinThreads(0));
        gate.Set();

        pool.End();
    }
}
