using Guard = Liten.AsyncMutexGuard<int>;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>The mutex without a runtime: the test holds the waits themselves, so it chooses every step.</summary>
public class AsyncMutexTests
{
    private readonly AsyncMutex<int> _mutex = new(0);

    [Fact]
    public void LockAsync_Free_CompletesAtOnce()
    {
        LitenTask<Guard> attempt = _mutex.LockAsync();

        Assert.True(attempt.IsCompleted);
        using Guard guard = Take(attempt);
        Assert.True(_mutex.IsLocked);
    }

    [Fact]
    public void TryLock_Held_IsFalseAndItsGuardHarmless()
    {
        Assert.True(_mutex.TryLock(out Guard guard));
        Assert.False(_mutex.TryLock(out Guard none));

        none.Dispose();

        Assert.True(_mutex.IsLocked);
        Assert.Throws<ObjectDisposedException>(() => none.Value);
        guard.Dispose();
        Assert.False(_mutex.IsLocked);
    }

    [Fact]
    public void LockAsync_ManyWait_AreServedInOrder()
    {
        Guard holder = Take(_mutex.LockAsync());
        LitenTask<Guard>[] waits = [.. Enumerable.Range(0, 5).Select(_ => _mutex.LockAsync())];
        for (int i = 0; i < waits.Length; i++)
        {
            holder.Dispose();
            Assert.Equal(Enumerable.Range(0, waits.Length).Select(n => n <= i), Completed(waits, from: i));
            holder = Take(waits[i]);
        }

        holder.Dispose();
        Assert.False(_mutex.IsLocked);

        IEnumerable<bool> Completed(LitenTask<Guard>[] all, int from) => all.Select((wait, n) => n < from || wait.IsCompleted);
    }

    [Fact]
    public void TryLock_LockHandedOverButNotPickedUp_IsFalse()
    {
        Guard holder = Take(_mutex.LockAsync());
        LitenTask<Guard> wait = _mutex.LockAsync();

        holder.Dispose();

        Assert.True(_mutex.IsLocked);
        Assert.False(_mutex.TryLock(out _));
        Take(wait).Dispose();
        Assert.True(_mutex.TryLock(out _));
    }

    [Fact]
    public async Task Example_Account_AddsUp()
    {
        var account = new Account();
        await Task.WhenAll(Enumerable.Range(1, 100).Select(n => Task.Run(() => account.DepositAsync(n, CancellationToken.None).AsTask())));
        Assert.Equal(5050, await account.ReadAsync());
    }

    [Fact]
    public void LockAsync_Uncontended_AllocatesNothing()
    {
        AllocationMeter.AssertNone(() =>
        {
            using Guard guard = Take(_mutex.LockAsync());
            guard.Value++;
        });
    }

    [Fact]
    public void LockAsync_ContendedAndWarm_AllocatesNothing()
    {
        AllocationMeter.AssertNone(() =>
        {
            Guard first = Take(_mutex.LockAsync());
            LitenTask<Guard> wait = _mutex.LockAsync();
            first.Dispose();
            Take(wait).Dispose();
        });
    }

    private static AsyncMutexGuard<T> Take<T>(LitenTask<AsyncMutexGuard<T>> attempt) => attempt.GetAwaiter().GetResult();

    private sealed class Account
    {
        private readonly AsyncMutex<decimal> _balance = new(0);

        public async LitenTask DepositAsync(decimal amount, CancellationToken cancellationToken)
        {
            using AsyncMutexGuard<decimal> balance = await _balance.LockAsync(cancellationToken);
            balance.Value += amount;
        }

        public async ValueTask<decimal> ReadAsync()
        {
            using AsyncMutexGuard<decimal> balance = await _balance.LockAsync();
            return balance.Value;
        }
    }
}
