using Guard = Liten.AsyncMutexGuard<int>;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>Guards, their copies, and what they guard.</summary>
public class AsyncMutexGuardTests
{
    private readonly AsyncMutex<int> _mutex = new(0);

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

    private static AsyncMutexGuard<T> Take<T>(LitenTask<AsyncMutexGuard<T>> attempt) => attempt.GetAwaiter().GetResult();
}
