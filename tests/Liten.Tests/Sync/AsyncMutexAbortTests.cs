using Guard = Liten.AsyncMutexGuard<int>;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>Aborted tasks and the mutex: the claim decides whether the task still gets the lock.</summary>
public sealed class AsyncMutexAbortTests : IDisposable
{
    private readonly ListScheduler _runtime = new();
    private readonly AsyncMutex<int> _mutex = new(0);
    private readonly List<string> _log = [];

    public void Dispose() => _runtime.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Abort_WaiterAtAnyPosition_OthersKeepTheirOrder(int position)
    {
        Guard holder = Lock();
        JoinHandle<int>[] tasks = [.. new[] { "a", "b", "c" }.Select(name => _runtime.Begin(() => LockAndLog(name)))];

        tasks[position].Abort();
        _runtime.RunAll();
        Assert.True(tasks[position].IsCompleted);
        Assert.Throws<TaskAbortedException>(() => Result(tasks[position]));

        holder.Dispose();
        _runtime.RunAll();
        Assert.Equal(new[] { "a", "b", "c" }.Where((_, i) => i != position), _log);
        Assert.False(_mutex.IsLocked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Abort_ThenRelease_GrantPassesOn(bool turnBetween)
    {
        Guard holder = Lock();
        JoinHandle<int> aborted = _runtime.Begin(() => LockAndLog("a"));
        _runtime.Begin(() => LockAndLog("b"));

        aborted.Abort();
        if (turnBetween)
        {
            _runtime.RunAll();
        }

        holder.Dispose();
        _runtime.RunAll();

        Assert.Equal(["b"], _log);
        Assert.Throws<TaskAbortedException>(() => Result(aborted));
    }

    [Fact]
    public void Release_ThenAbort_WaiterHasTheLockAndReleasesIt()
    {
        Guard holder = Lock();
        JoinHandle<int> aborted = _runtime.Begin(() => LockAndLog("a"));
        _runtime.Begin(() => LockAndLog("b"));

        holder.Dispose();
        aborted.Abort();
        _runtime.RunAll();

        Assert.Equal(["a", "b"], _log);
        Assert.Equal(1, Result(aborted));
        Assert.False(_mutex.IsLocked);
    }

    [Fact]
    public void LockAsync_AbortedTask_DoesNotTakeAFreeLock()
    {
        JoinHandle<int>? self = null;
        self = _runtime.Spawn(async () =>
        {
            await LitenTask.Yield();
            self!.Abort();
            await Assert.ThrowsAsync<TaskAbortedException>(async () => await _mutex.LockAsync());
            Assert.True(_mutex.TryLock(out Guard guard));
            guard.Dispose();
            using (LitenTask.Current.ShieldFromAbort())
            {
                (await _mutex.LockAsync()).Dispose();
            }

            return 1;
        });
        _runtime.RunAll();

        Assert.Equal(1, Result(self));
        Assert.False(_mutex.IsLocked);
    }

    [Fact]
    public void Abort_TaskMethodThatWaits_LeavesTheQueue()
    {
        Guard holder = Lock();
        JoinHandle<int> waiter = _runtime.SpawnTask(async () => await LockInTask("never"));
        _runtime.RunAll();

        waiter.Abort();
        _runtime.RunAll();
        holder.Dispose();

        Assert.False(_mutex.IsLocked);
        Assert.Throws<TaskAbortedException>(() => Result(waiter));
    }

    private static int Result(JoinHandle<int> task) => task.GetAwaiter().GetResult();

    private Guard Lock()
    {
        Assert.True(_mutex.TryLock(out Guard guard));
        return guard;
    }

    private async LitenTask<int> LockAndLog(string name)
    {
        using Guard guard = await _mutex.LockAsync();
        _log.Add(name);
        return 1;
    }

    private async Task<int> LockInTask(string name)
    {
        using Guard guard = await _mutex.LockAsync();
        _log.Add(name);
        return 1;
    }
}
