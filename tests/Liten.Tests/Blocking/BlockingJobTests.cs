using System.Runtime.CompilerServices;

namespace Liten.Tests.BlockingPools;

public class BlockingJobTests
{
    [Fact]
    public async Task Await_Job_GivesItsResult()
    {
        using var pool = new PoolUnderTest();
        Assert.Equal(42, await pool.Spawn(() => 42).AsTask().WaitAsync(PoolUnderTest.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Action_Job_RunsAndSucceeds()
    {
        using var pool = new PoolUnderTest();
        int ran = 0;
        Assert.True(pool.Outcome(pool.Spawn(() => { ran++; })).IsSuccess);
        Assert.Equal(1, ran);
    }

    [Fact]
    public void Exception_OfJob_ReachesTheAwaiterWithItsTrace()
    {
        using var pool = new PoolUnderTest();
        JoinHandle<int> job = pool.Spawn<int>(ThrowHere);

        var thrown = Assert.Throws<InvalidTimeZoneException>(() => pool.Result(job));

        Assert.Contains(nameof(ThrowHere), thrown.StackTrace);
        Assert.Equal(1, pool.Result(pool.Spawn(() => 1)));
    }

    [Fact]
    public void Abort_QueuedJob_EndsItAtOnceAndItNeverRuns()
    {
        using var pool = new PoolUnderTest(maxThreads: 1);
        int ran = 0;
        (JoinHandle<int> held, ManualResetEventSlim gate) = pool.SpawnHeld();
        JoinHandle before = pool.Spawn(() => { ran += 1; });
        JoinHandle aborted = pool.Spawn(() => { ran += 10; });
        JoinHandle after = pool.Spawn(() => { ran += 100; });

        aborted.Abort();
        aborted.Abort();

        Assert.True(aborted.IsCompleted);
        Assert.True(new JoinResult(aborted).IsAborted);
        Assert.Equal(2, pool.Pool.QueueLength);
        gate.Set();
        pool.WaitForEnd(before);
        pool.WaitForEnd(after);
        Assert.Equal(101, ran);
        pool.Result(held);
    }

    [Fact]
    public void Abort_BegunJob_ChangesNothing()
    {
        using var pool = new PoolUnderTest();
        var begun = new ManualResetEventSlim();
        var gate = new ManualResetEventSlim();
        JoinHandle<bool> job = pool.Spawn(() =>
        {
            CancellationToken early = LitenTask.Current.CancellationToken;
            begun.Set();
            pool.WaitFor(gate, "the abort");
            return early.IsCancellationRequested || LitenTask.Current.IsAbortRequested || LitenTask.Current.CancellationToken.IsCancellationRequested;
        });
        pool.WaitFor(begun, "the job");

        job.Abort();
        job.Abort();

        Assert.False(job.IsCompleted);
        gate.Set();
        Assert.False(pool.Result(job));
    }

    [Fact]
    public void Abort_BegunJobThatThrowsCancellation_EndsAsCanceled()
    {
        using var pool = new PoolUnderTest();
        var begun = new ManualResetEventSlim();
        var gate = new ManualResetEventSlim();
        JoinHandle<int> job = pool.Spawn<int>(() =>
        {
            begun.Set();
            pool.WaitFor(gate, "the abort");
            throw new OperationCanceledException();
        });
        pool.WaitFor(begun, "the job");
        job.Abort();
        gate.Set();

        Assert.True(pool.Outcome(job).IsCanceled);
        Assert.IsType<OperationCanceledException>(new JoinResult(job).Exception);
    }

    [Fact]
    public void Current_InsideJob_IsTheJob()
    {
        using var pool = new PoolUnderTest();
        var options = new SpawnOptions { Name = "reader" };
        JoinHandle<(long Id, string? Name, bool IsWorker)> job = BlockingSpawning.Spawn(
            pool.Pool, () => (LitenTask.Current.Id, LitenTask.Current.Name, Turn.Current!.IsWorker), new(options, "", 0));

        Assert.Equal((job.Id, "reader", false), pool.Result(job));
        Assert.True(job.IsBlockingJob);
    }

    [Fact]
    public void ExecutionContext_OfSpawner_FlowsIn()
    {
        using var pool = new PoolUnderTest();
        var local = new AsyncLocal<string?> { Value = "spawner" };
        Assert.Equal("spawner", pool.Result(pool.Spawn(() => local.Value)));
    }

    [Fact]
    public void ThreadState_LeftByJob_IsGoneInTheNext()
    {
        using var pool = new PoolUnderTest(maxThreads: 1);
        var local = new AsyncLocal<string?>();
        pool.Result(pool.Spawn(() =>
        {
            local.Value = "leaked";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            return 0;
        }));

        (string? Local, SynchronizationContext? Context) next = pool.Result(pool.Spawn(() => (local.Value, SynchronizationContext.Current)));

        Assert.Null(next.Local);
        Assert.Same(pool.Host.SynchronizationContext, next.Context);
    }

    [Fact]
    public void Body_OfEndedJob_IsReleased()
    {
        using var pool = new PoolUnderTest();
        (JoinHandle<int> job, WeakReference captured) = SpawnWithCapture(pool);
        pool.Result(job);

        pool.WaitUntil(() => pool.Pool.IdleThreadCount == 1, "the thread is idle");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(captured.IsAlive);
        GC.KeepAlive(job);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (JoinHandle<int> Job, WeakReference Captured) SpawnWithCapture(PoolUnderTest pool)
    {
        byte[] captured = new byte[1];
        return (pool.Spawn(() => captured.Length), new WeakReference(captured));
    }

    private static int ThrowHere() => throw new InvalidTimeZoneException("of the job");
}
