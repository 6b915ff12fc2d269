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
    public void Value_StructInside_IsChangedInPlace()
    {
        var mutex = new AsyncMutex<(int A, string? B)>(default);
        using (AsyncMutexGuard<(int A, string? B)> guard = Take(mutex.LockAsync()))
        {
            guard.Value.A++;
            guard.Value.B = "changed";
        }

        using AsyncMutexGuard<(int A, string? B)> again = Take(mutex.LockAsync());
        Assert.Equal((1, "changed"), again.Value);
    }

    [Fact]
    public void Value_Null_IsFine()
    {
        var mutex = new AsyncMutex<string?>(null);
        Assert.True(mutex.TryLock(out AsyncMutexGuard<string?> guard));
        Assert.Null(guard.Value);
        guard.Value = "now";
        guard.Dispose();
        Assert.Equal("now", Take(mutex.LockAsync()).Value);
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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Cancel_AnyPosition_LeavesTheOthersInOrder(int position)
    {
        using var cts = new CancellationTokenSource();
        Guard holder = Take(_mutex.LockAsync());
        var waits = new LitenTask<Guard>[3];
        for (int i = 0; i < waits.Length; i++)
        {
            waits[i] = _mutex.LockAsync(i == position ? cts.Token : default);
        }

        cts.Cancel();

        Assert.Equal(cts.Token, Assert.Throws<OperationCanceledException>(() => Take(waits[position])).CancellationToken);
        Assert.EndsWith("2 waiting)", _mutex.ToString());
        foreach (int i in Enumerable.Range(0, 3).Where(i => i != position))
        {
            Assert.False(waits[i].IsCompleted);
            holder.Dispose();
            holder = Take(waits[i]);
        }

        holder.Dispose();
        Assert.Equal("AsyncMutex<Int32> (free, 0 waiting)", _mutex.ToString());
    }

    [Fact]
    public void Cancel_BeforeGrant_NextLockSucceeds()
    {
        using var cts = new CancellationTokenSource();
        Guard holder = Take(_mutex.LockAsync());
        LitenTask<Guard> wait = _mutex.LockAsync(cts.Token);

        cts.Cancel();
        holder.Dispose();

        Assert.False(_mutex.IsLocked);
        Assert.Throws<OperationCanceledException>(() => Take(wait));
    }

    [Fact]
    public void Cancel_AfterGrant_WaiterHasTheLock()
    {
        using var cts = new CancellationTokenSource();
        Guard holder = Take(_mutex.LockAsync());
        LitenTask<Guard> wait = _mutex.LockAsync(cts.Token);

        holder.Dispose();
        cts.Cancel();

        Take(wait).Value = 1;
        Assert.True(_mutex.IsLocked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cancel_ClaimedButNotYetForgotten_GrantPassesOn(bool hasSuccessor)
    {
        Guard holder = Take(_mutex.LockAsync());
        LitenTask<Guard> cancelled = _mutex.LockAsync();
        LitenTask<Guard> successor = hasSuccessor ? _mutex.LockAsync() : default;
        var node = (WaitNode<Guard>)cancelled.Source!;

        // What a token's callback does, with the release in the middle of it.
        Assert.True(node.TryClaim());
        holder.Dispose();
        ((IWaitQueue<Guard>)_mutex).Forget(node);
        node.SetException(new OperationCanceledException());

        Assert.Throws<OperationCanceledException>(() => Take(cancelled));
        Assert.Equal(hasSuccessor, _mutex.IsLocked);
        if (hasSuccessor)
        {
            Take(successor).Dispose();
        }

        Assert.False(_mutex.IsLocked);
    }

    [Fact]
    public void LockAsync_CancelledToken_NeverTakesAFreeLock()
    {
        LitenTask<Guard> attempt = _mutex.LockAsync(new CancellationToken(canceled: true));

        Assert.True(attempt.IsCompleted);
        Assert.False(_mutex.IsLocked);
        Assert.Throws<OperationCanceledException>(() => Take(attempt));
    }

    [Fact]
    public void Dispose_Copies_OnlyTheFirstReleases()
    {
        Guard guard = Take(_mutex.LockAsync());
        Guard copy = guard;
        guard.Dispose();
        guard.Dispose();
        copy.Dispose();
        Assert.False(_mutex.IsLocked);

        Guard next = Take(_mutex.LockAsync());
        copy.Dispose();

        Assert.True(_mutex.IsLocked);
        next.Value = 7;
        Assert.Throws<ObjectDisposedException>(() => copy.Value);
        Assert.Equal("AsyncMutexGuard (released)", copy.ToString());
        Assert.Equal("AsyncMutexGuard (holds the lock)", next.ToString());
    }

    [Fact]
    public void Dispose_CopyAfterHandOff_DoesNotTakeTheLockAway()
    {
        Guard guard = Take(_mutex.LockAsync());
        LitenTask<Guard> first = _mutex.LockAsync();
        LitenTask<Guard> second = _mutex.LockAsync();

        guard.Dispose();
        guard.Dispose();

        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
        Assert.Throws<ObjectDisposedException>(() => guard.Value);
        Take(first).Dispose();
        Take(second).Dispose();
    }

    [Fact]
    public void Default_Guard_IsHarmless()
    {
        Guard none = default;
        none.Dispose();
        Assert.Throws<ObjectDisposedException>(() => none.Value);
        Assert.Equal("AsyncMutexGuard (released)", none.ToString());
    }

    [Fact]
    public async Task Using_ExceptionInside_ReleasesTheLock()
    {
        await Assert.ThrowsAsync<FormatException>(Fail);
        Assert.False(_mutex.IsLocked);

        async Task Fail()
        {
            using Guard guard = await _mutex.LockAsync(TestContext.Current.CancellationToken);
            throw new FormatException();
        }
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
