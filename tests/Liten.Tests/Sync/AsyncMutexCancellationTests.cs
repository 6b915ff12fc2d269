using Guard = Liten.AsyncMutexGuard<int>;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>Cancelled waits, without a runtime: the test holds the waits themselves, so it chooses who claims first.</summary>
public class AsyncMutexCancellationTests
{
    private readonly AsyncMutex<int> _mutex = new(0);

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
        ((IWaitHolder<Guard>)_mutex).Forget(node);
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

    private static AsyncMutexGuard<T> Take<T>(LitenTask<AsyncMutexGuard<T>> attempt) => attempt.GetAwaiter().GetResult();
}
