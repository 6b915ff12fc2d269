using Permits = Liten.SemaphorePermits;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>The semaphore without a runtime: the test holds the waits themselves, so it chooses every step.</summary>
public sealed class AsyncSemaphoreTests
{
    [Fact]
    public void AcquireAsync_PermitsAreThere_CompletesAtOnce()
    {
        var semaphore = new AsyncSemaphore(3);

        Permits two = semaphore.AcquireAsync(2).Take();
        Assert.Equal(1, semaphore.AvailablePermits);
        two.Dispose();

        Assert.Equal(3, semaphore.AvailablePermits);
    }

    [Fact]
    public void AcquireAsync_ManyWait_AreServedInOrder()
    {
        var semaphore = new AsyncSemaphore(1);
        Permits holder = semaphore.AcquireAsync().Take();
        LitenTask<Permits>[] waits = [.. Enumerable.Range(0, 40).Select(_ => semaphore.AcquireAsync())];
        for (int i = 0; i < waits.Length; i++)
        {
            holder.Dispose();
            Assert.Equal(i + 1 < waits.Length, i + 1 < waits.Length && !waits[i + 1].IsCompleted);
            holder = waits[i].Take();
        }

        holder.Dispose();
        Assert.Equal(1, semaphore.AvailablePermits);
    }

    [Fact]
    public void Release_ForManyWaiters_ServesAllOfThem()
    {
        // More than one entry into the latch may claim.
        const int Waiters = (3 * ClaimedWaits<Permits>.Most) + 1;
        var semaphore = new AsyncSemaphore(0);
        LitenTask<Permits>[] waits = [.. Enumerable.Range(0, Waiters).Select(_ => semaphore.AcquireAsync())];

        semaphore.Release(Waiters + 2);

        Assert.Equal(2, semaphore.AvailablePermits);
        Array.ForEach(waits, wait => wait.Take().Dispose());
        Assert.Equal(Waiters + 2, semaphore.AvailablePermits);
    }

    [Fact]
    public void AcquireAsync_LargeAtTheHead_IsNotPassedBySmallerOnes()
    {
        var semaphore = new AsyncSemaphore(3);
        Permits one = semaphore.AcquireAsync().Take();
        LitenTask<Permits> large = semaphore.AcquireAsync(3);
        LitenTask<Permits> small = semaphore.AcquireAsync();

        Assert.False(semaphore.TryAcquire(out _));
        Assert.False(small.IsCompleted);
        one.Dispose();

        Permits three = large.Take();
        Assert.False(small.IsCompleted);
        three.Dispose();
        small.Take().Dispose();
        Assert.Equal(3, semaphore.AvailablePermits);
    }

    [Fact]
    public void TryAcquire_NotEnough_IsFalseAndHarmlessToDispose()
    {
        var semaphore = new AsyncSemaphore(1);
        Assert.False(semaphore.TryAcquire(2, out Permits none));
        none.Dispose();
        Assert.Equal(1, semaphore.AvailablePermits);
        Assert.True(semaphore.TryAcquire(out Permits one));
        Assert.False(semaphore.TryAcquire(out _));
        one.Dispose();
        Assert.Equal("SemaphorePermits (ended)", one.ToString());
        default(Permits).Dispose();
    }

    [Fact]
    public void Release_AddsPermits_AndWakesWhoWaits()
    {
        var semaphore = new AsyncSemaphore(0, 2);
        LitenTask<Permits> wait = semaphore.AcquireAsync();
        semaphore.Release();
        Permits first = wait.Take();
        semaphore.Release();
        Assert.Equal(1, semaphore.AvailablePermits);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
        first.Dispose();
        Assert.Equal(2, semaphore.AvailablePermits);
    }

    [Fact]
    public void BadNumbers_AreRefusedAtTheCall()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncSemaphore(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncSemaphore(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncSemaphore(0, 0));
        var semaphore = new AsyncSemaphore(1, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.AcquireAsync(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.AcquireAsync(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.TryAcquire(3, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.Release(0));
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release(int.MaxValue));
        Assert.Equal(1, semaphore.AvailablePermits);
    }

    [Fact]
    public void Edge26_CancelledAcquire_LeavesNothingToGiveBack()
    {
        using var cancellation = new CancellationTokenSource();
        var semaphore = new AsyncSemaphore(1, 1);
        Permits holder = semaphore.AcquireAsync().Take();
        LitenTask<Permits> cancelled = semaphore.AcquireAsync(cancellation.Token);

        cancellation.Cancel();

        cancelled.AssertCancelled(cancellation.Token);
        Assert.Equal("AsyncSemaphore (0 available, 0 waiting)", semaphore.ToString());
        holder.Dispose();
        Assert.Equal(1, semaphore.AvailablePermits);
    }

    [Fact]
    public void Edge26_PermitsDisposedTwiceByAnyCopy_AreGivenBackOnce()
    {
        var semaphore = new AsyncSemaphore(2);
        Permits first = semaphore.AcquireAsync(2).Take();
        Permits copy = first;
        first.Dispose();
        first.Dispose();
        copy.Dispose();
        Assert.Equal(2, semaphore.AvailablePermits);

        // The same lease again, for somebody else.
        Permits next = semaphore.AcquireAsync().Take();
        copy.Dispose();
        Assert.Equal(1, semaphore.AvailablePermits);
        Assert.Equal("SemaphorePermits (1)", next.ToString());
        next.Dispose();
        Assert.Equal(2, semaphore.AvailablePermits);
    }

    [Fact]
    public void Forget_PermitsAreGoneForGood()
    {
        var semaphore = new AsyncSemaphore(4, 4);
        Permits three = semaphore.AcquireAsync(3).Take();
        Permits copy = three;
        three.Forget();
        Assert.Equal("SemaphorePermits (ended)", copy.ToString());
        copy.Forget();
        copy.Dispose();
        Assert.Equal(1, semaphore.AvailablePermits);

        // The lease itself is not lost: it is the next one's, whom stale copies do not reach.
        Permits next = semaphore.AcquireAsync().Take();
        copy.Forget();
        Assert.Equal("SemaphorePermits (1)", next.ToString());
        next.Dispose();
        next.Forget();
        default(Permits).Forget();
        Assert.Equal(1, semaphore.AvailablePermits);

        // As many may be added again, and no more.
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release(4));
        semaphore.Release(3);
        Assert.Equal(4, semaphore.AvailablePermits);
    }

    [Fact]
    public void Forget_WhileOthersWait_ServesNobodyUntilThereAreFurtherOnes()
    {
        using var cancellation = new CancellationTokenSource();
        var semaphore = new AsyncSemaphore(2);
        Permits held = semaphore.AcquireAsync(2).Take();
        LitenTask<Permits> two = semaphore.AcquireAsync(2, cancellation.Token);
        LitenTask<Permits> one = semaphore.AcquireAsync(CancellationToken.None);

        held.Forget();
        Assert.False(two.IsCompleted || one.IsCompleted);

        // One for two of which the first needs both: it still stands in front, until it leaves.
        semaphore.Release();
        Assert.False(two.IsCompleted || one.IsCompleted);
        cancellation.Cancel();
        two.AssertCancelled(cancellation.Token);
        one.Take().Dispose();
        Assert.Equal(1, semaphore.AvailablePermits);
    }

    [Fact]
    public void Forget_AfterTheSemaphoreIsDisposed_IsHarmless()
    {
        var semaphore = new AsyncSemaphore(1);
        Permits held = semaphore.AcquireAsync().Take();
        semaphore.Dispose();
        held.Forget();
        Assert.Equal(0, semaphore.AvailablePermits);
    }

    [Fact]
    public void AcquireAsync_WithATokenAlone_IsOnePermit()
    {
        using var cancellation = new CancellationTokenSource();
        var semaphore = new AsyncSemaphore(1);
        Permits one = semaphore.AcquireAsync(cancellation.Token).Take();
        LitenTask<Permits> waiting = semaphore.AcquireAsync(cancellation.Token);
        cancellation.Cancel();
        waiting.AssertCancelled(cancellation.Token);
        one.Dispose();
        semaphore.AcquireAsync(cancellation.Token).AssertCancelled(cancellation.Token);
        Assert.Equal(1, semaphore.AvailablePermits);
    }

    [Fact]
    public void Edge26_ReleaseAboveTheMaximum_ThrowsAndChangesNothing()
    {
        var semaphore = new AsyncSemaphore(1, 3);
        Permits held = semaphore.AcquireAsync().Take();
        semaphore.Release();
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release(2));
        Assert.Equal(1, semaphore.AvailablePermits);
        held.Dispose();
        Assert.Equal(2, semaphore.AvailablePermits);
    }

    [Fact]
    public void Edge26_Dispose_EndsAllWaitsAndPermitsMayStillBeDisposed()
    {
        var semaphore = new AsyncSemaphore(1);
        Permits held = semaphore.AcquireAsync().Take();
        LitenTask<Permits>[] waits = [.. Enumerable.Range(0, 100).Select(_ => semaphore.AcquireAsync())];

        semaphore.Dispose();
        semaphore.Dispose();

        Assert.All(waits, wait => Assert.Throws<ObjectDisposedException>(() => wait.Take()));
        LitenTask<Permits> later = semaphore.AcquireAsync();
        Assert.Throws<ObjectDisposedException>(() => later.Take());
        Assert.Throws<ObjectDisposedException>(() => semaphore.TryAcquire(out _));
        Assert.Throws<ObjectDisposedException>(() => semaphore.Release());
        held.Dispose();
        Assert.Equal("AsyncSemaphore (disposed)", semaphore.ToString());
    }

    [Fact]
    public async Task Example_Downloads_StayBelowTheLimit()
    {
        var semaphore = new AsyncSemaphore(4);
        int inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(UseAsync)));
        Assert.Equal(4, semaphore.AvailablePermits);

        async Task UseAsync()
        {
            using Permits permit = await semaphore.AcquireAsync(TestContext.Current.CancellationToken);
            Assert.InRange(Interlocked.Increment(ref inside), 1, 4);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        }
    }

    [Fact]
    public void AcquireAsync_Uncontended_AllocatesNothing()
    {
        var semaphore = new AsyncSemaphore(4);
        AllocationMeter.AssertNone(() =>
        {
            using Permits two = semaphore.AcquireAsync(2).Take();
            using Permits one = semaphore.AcquireAsync().Take();
        });
    }

    [Fact]
    public void AcquireAsync_ContendedAndWarm_AllocatesNothing()
    {
        var semaphore = new AsyncSemaphore(1);
        AllocationMeter.AssertNone(() =>
        {
            Permits first = semaphore.AcquireAsync().Take();
            LitenTask<Permits> wait = semaphore.AcquireAsync();
            first.Dispose();
            wait.Take().Dispose();
        });
    }
}
