using System.Runtime.CompilerServices;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>Who holds the lock, by name; and the mutex without a value, which is the same one.</summary>
public sealed class AsyncMutexHolderTests : IDisposable
{
    private readonly ListScheduler _runtime = new();
    private readonly AsyncMutex<int> _mutex = new(0);
    private AsyncMutexGuard<int> _kept;

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Holder_IsTheTaskThatHasLocked_AlsoAfterAWait()
    {
        Assert.Null(_mutex.Holder);
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> first = Spawn("first", async () =>
        {
            using AsyncMutexGuard<int> guard = await _mutex.LockAsync();
            return await receiver;
        });
        JoinHandle<int> second = Spawn("second", async () =>
        {
            using AsyncMutexGuard<int> guard = await _mutex.LockAsync();
            Assert.Equal("second", _mutex.Holder!.Value.Name);
            return 2;
        });
        _runtime.RunAll();

        TaskInfo holder = _mutex.Holder!.Value;
        Assert.Equal("first", holder.Name);
        Assert.Equal(first.Id, holder.Id);
        Assert.EndsWith("AsyncMutexHolderTests.cs", holder.File);

        sender.TrySend(1);
        _runtime.RunAll();
        Assert.Equal(2, second.Result());
        Assert.Null(_mutex.Holder);
    }

    [Fact]
    public void Holder_OutsideOfEveryTask_IsNull()
    {
        AsyncMutexGuard<int> guard = _mutex.LockAsync().Take();
        LitenTask<AsyncMutexGuard<int>> wait = _mutex.LockAsync();
        Assert.Null(_mutex.Holder);
        guard.Dispose();
        Assert.Null(_mutex.Holder);
        wait.Take().Dispose();
        Assert.True(_mutex.TryLock(out guard));
        Assert.Null(_mutex.Holder);
    }

    [Fact]
    public void Holder_OfTryLockInATask_IsThatTask()
    {
        Spawn("try", () =>
        {
            Assert.True(_mutex.TryLock(out _kept));
            Assert.Equal("try", _mutex.Holder!.Value.Name);
            return LitenTask.FromResult(1);
        });
        _runtime.RunAll();

        // The guard has left its task, which still is the one that has locked.
        Assert.Equal("try", _mutex.Holder!.Value.Name);
        _kept.Dispose();
        Assert.Null(_mutex.Holder);
    }

    [Fact]
    public void Holder_AfterTheRelease_KeepsNoTaskAlive()
    {
        WeakReference task = LockAndEnd();
        for (int i = 0; i < 10 && task.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(task.IsAlive);
        GC.KeepAlive(_mutex);
    }

    [Fact]
    public void WithoutAValue_IsTheSameMutex()
    {
        var mutex = new AsyncMutex();
        AsyncMutexGuard holder = mutex.LockAsync().Take();
        AsyncMutexGuard copy = holder;
        Assert.False(mutex.TryLock(out AsyncMutexGuard none));
        none.Dispose();
        LitenTask<AsyncMutexGuard>[] waits = [mutex.LockAsync(), mutex.LockAsync()];
        Assert.Equal("AsyncMutex (locked, 2 waiting)", mutex.ToString());
        holder.Dispose();
        copy.Dispose();
        AsyncMutexGuard next = waits[0].Take();
        Assert.False(waits[1].IsCompleted);
        Assert.Equal("AsyncMutexGuard (holds the lock)", next.ToString());
        Assert.Equal("AsyncMutexGuard (released)", copy.ToString());
        next.Poison();
        Assert.Throws<MutexPoisonedException>(() => waits[1].Take());
        Assert.Throws<MutexPoisonedException>(() => mutex.TryLock(out _));
        mutex.ClearPoison();
        next.Dispose();
        mutex.LockAsync(new CancellationToken(canceled: true)).AssertCancelled();
        Assert.True(mutex.TryLock(out AsyncMutexGuard last));
        last.Dispose();
        Assert.Throws<ObjectDisposedException>(() => last.Poison());
    }

    [Fact]
    public void WithoutAValue_AllocatesNothing()
    {
        var mutex = new AsyncMutex();
        AllocationMeter.AssertNone(() =>
        {
            AsyncMutexGuard holder = mutex.LockAsync().Take();
            LitenTask<AsyncMutexGuard> wait = mutex.LockAsync();
            holder.Dispose();
            wait.Take().Dispose();
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference LockAndEnd()
    {
        JoinHandle<int> task = Spawn("short", async () =>
        {
            using AsyncMutexGuard<int> guard = await _mutex.LockAsync();
            await LitenTask.Yield();
            return 1;
        });
        JoinHandle<int> waiter = Spawn("waiter", async () =>
        {
            using AsyncMutexGuard<int> guard = await _mutex.LockAsync();
            return 1;
        });
        _runtime.RunAll();
        Assert.Equal(1, task.Result());
        Assert.Equal(1, waiter.Result());
        return new WeakReference(waiter);
    }

    private JoinHandle<int> Spawn(
        string name, Func<LitenTask<int>> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(_runtime.Host, body, new SpawnSite(new SpawnOptions { Name = name }, file, line)).Start();
}
