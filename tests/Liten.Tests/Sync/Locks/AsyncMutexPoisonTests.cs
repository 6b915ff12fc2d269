#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>Updates, and the poison that a failed one leaves.</summary>
public sealed class AsyncMutexPoisonTests
{
    private readonly AsyncMutex<int> _mutex = new(1);

    [Fact]
    public void UpdateAsync_ReplacesTheValueAndUnlocks()
    {
        Assert.Equal(2, _mutex.UpdateAsync(static value => value + 1).Take());
        Assert.Equal(12, _mutex.UpdateAsync(10, static (value, more) => value + more).Take());
        Assert.False(_mutex.IsLocked);
        Assert.Throws<ArgumentNullException>(() => _mutex.UpdateAsync(null!));
        Assert.Throws<ArgumentNullException>(() => _mutex.UpdateAsync(1, null!));
        _mutex.UpdateAsync(static value => value + 1, new CancellationToken(canceled: true)).AssertCancelled();
        Assert.Equal(12, _mutex.LockAsync().Take().Value);
    }

    [Fact]
    public void UpdateAsync_Held_WaitsForItsTurn()
    {
        AsyncMutexGuard<int> holder = _mutex.LockAsync().Take();
        Task<int> update = _mutex.UpdateAsync(static value => value * 2).AsTask();
        Assert.False(update.IsCompleted);
        holder.Value = 21;
        holder.Dispose();
        Assert.Equal(42, Patience.Get(update));
    }

    [Fact]
    public void UpdateAsync_BodyThrows_PoisonsUntilCleared()
    {
        var failure = new FormatException();
        LitenTask<int> update = _mutex.UpdateAsync(failure, static (_, failure) => throw failure);

        Assert.Same(failure, Assert.Throws<FormatException>(() => update.Take()));
        Assert.True(_mutex.IsPoisoned);
        Assert.False(_mutex.IsLocked);
        Assert.Equal("AsyncMutex<Int32> (poisoned, free, 0 waiting)", _mutex.ToString());
        LitenTask<AsyncMutexGuard<int>> refused = _mutex.LockAsync();
        Assert.Same(failure, Assert.Throws<MutexPoisonedException>(() => refused.Take()).InnerException);
        Assert.Throws<MutexPoisonedException>(() => _mutex.TryLock(out _));
        LitenTask<int> further = _mutex.UpdateAsync(static value => value);
        Assert.Throws<MutexPoisonedException>(() => further.Take());
        Assert.False(_mutex.IsLocked);

        _mutex.ClearPoison();
        _mutex.ClearPoison();

        Assert.False(_mutex.IsPoisoned);
        using AsyncMutexGuard<int> guard = _mutex.LockAsync().Take();
        Assert.Equal(1, guard.Value);
    }

    [Fact]
    public void Poison_ByHand_EndsAllWaitsAndKeepsTheLock()
    {
        AsyncMutexGuard<int> holder = _mutex.LockAsync().Take();
        LitenTask<AsyncMutexGuard<int>>[] waits = [_mutex.LockAsync(), _mutex.LockAsync()];

        holder.Poison();
        holder.Poison();

        Assert.All(waits, wait => Assert.Throws<MutexPoisonedException>(() => wait.Take()));
        holder.Value = 3;
        Assert.True(_mutex.IsLocked);
        _mutex.ClearPoison();
        LitenTask<AsyncMutexGuard<int>> next = _mutex.LockAsync();
        Assert.False(next.IsCompleted);
        holder.Dispose();
        Assert.Equal(3, next.Take().Value);
        Assert.Throws<ObjectDisposedException>(() => holder.Poison());
        Assert.Throws<ObjectDisposedException>(() => default(AsyncMutexGuard<int>).Poison());
        Assert.False(_mutex.IsPoisoned);
    }

    [Fact]
    public void Poison_MeetsADecidedWait_LeavesItAlone()
    {
        AsyncMutexGuard<int> holder = _mutex.LockAsync().Take();
        LitenTask<AsyncMutexGuard<int>> cancelled = _mutex.LockAsync();
        cancelled.CancelAround(_mutex, holder.Poison);
        cancelled.AssertCancelled();
    }

    [Fact]
    public void WithoutPoisoning_NothingIsPoisoned()
    {
        var mutex = new AsyncMutex<int>(1, poisons: false);
        LitenTask<int> update = mutex.UpdateAsync(static _ => throw new FormatException());
        Assert.Throws<FormatException>(() => update.Take());
        AsyncMutexGuard<int> guard = mutex.LockAsync().Take();
        LitenTask<AsyncMutexGuard<int>> wait = mutex.LockAsync();
        guard.Poison();
        Assert.False(mutex.IsPoisoned);
        guard.Dispose();
        wait.Take().Dispose();
    }

    [Fact]
    public void Update_Uncontended_AllocatesNothing()
        => AllocationMeter.AssertNone(() => _mutex.UpdateAsync(2, static (value, more) => value + more).Take());
}
