using Permits = Liten.SemaphorePermits;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>Cancelled waits for permits, without a runtime: the test chooses who claims first.</summary>
public sealed class AsyncSemaphoreCancellationTests
{
    private readonly AsyncSemaphore _semaphore = new(2);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Cancel_AnyPosition_LeavesTheOthersInOrder(int position)
    {
        using var cancellation = new CancellationTokenSource();
        Permits holder = _semaphore.AcquireAsync(2).Take();
        LitenTask<Permits>[] waits = [.. Enumerable.Range(0, 3).Select(i => _semaphore.AcquireAsync(2, i == position ? cancellation.Token : default))];

        cancellation.Cancel();

        waits[position].AssertCancelled(cancellation.Token);
        Assert.Equal("AsyncSemaphore (0 available, 2 waiting)", _semaphore.ToString());
        foreach (int i in Enumerable.Range(0, 3).Where(i => i != position))
        {
            Assert.False(waits[i].IsCompleted);
            holder.Dispose();
            holder = waits[i].Take();
        }

        holder.Dispose();
        Assert.Equal(2, _semaphore.AvailablePermits);
    }

    [Fact]
    public void AcquireAsync_CancelledToken_NeverTakesAPermit()
    {
        _semaphore.AcquireAsync(1, new CancellationToken(canceled: true)).AssertCancelled();
        Assert.Equal(2, _semaphore.AvailablePermits);
    }

    [Fact]
    public void Edge01_CancelledWaits_LeaveAtOnceAndUseTheSameMemory()
    {
        Permits holder = _semaphore.AcquireAsync(2).Take();
        var sources = new HashSet<object>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < 1_000_000; i++)
        {
            var cancellation = new CancellationTokenSource();
            LitenTask<Permits> wait = _semaphore.AcquireAsync(1, cancellation.Token);
            sources.Add(wait.Source!);
            cancellation.Cancel();
            if (i % 1000 == 0)
            {
                Assert.Equal("AsyncSemaphore (0 available, 0 waiting)", _semaphore.ToString());
            }

            Assert.Throws<OperationCanceledException>(() => Use(wait, i));
        }

        Assert.InRange(sources.Count, 1, 4);
        holder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Edge03_GiverMeetsADecidedWait_GoesOnToTheNextOrKeepsThePermits(bool hasSuccessor)
    {
        Permits holder = _semaphore.AcquireAsync(2).Take();
        LitenTask<Permits> cancelled = _semaphore.AcquireAsync(2);
        LitenTask<Permits> successor = hasSuccessor ? _semaphore.AcquireAsync(2) : default;

        cancelled.CancelAround(_semaphore, holder.Dispose);

        cancelled.AssertCancelled();
        Assert.Equal(hasSuccessor ? 0 : 2, _semaphore.AvailablePermits);
        if (hasSuccessor)
        {
            successor.Take().Dispose();
        }

        Assert.Equal(2, _semaphore.AvailablePermits);
    }

    [Fact]
    public void Edge03_NewcomerMeetsADecidedLargeWait_TakesWhatIsThere()
    {
        using Permits one = _semaphore.AcquireAsync().Take();
        LitenTask<Permits> large = _semaphore.AcquireAsync(2);
        large.CancelAround(_semaphore, () =>
        {
            Assert.True(_semaphore.TryAcquire(out Permits newcomer));
            newcomer.Dispose();
        });
        large.AssertCancelled();
    }

    [Fact]
    public void Edge07_GrantedThenCancelled_TheGrantStands()
    {
        using var cancellation = new CancellationTokenSource();
        Permits holder = _semaphore.AcquireAsync(2).Take();
        LitenTask<Permits> wait = _semaphore.AcquireAsync(1, cancellation.Token);

        holder.Dispose();
        cancellation.Cancel();

        Permits granted = wait.Take();
        Assert.Equal(1, _semaphore.AvailablePermits);
        granted.Dispose();
        Assert.Equal(2, _semaphore.AvailablePermits);
    }

    [Fact]
    public void Edge24_CancelledLargeAcquire_LetsInThoseBehindIt()
    {
        using var cancellation = new CancellationTokenSource();
        Permits one = _semaphore.AcquireAsync().Take();
        LitenTask<Permits> large = _semaphore.AcquireAsync(2, cancellation.Token);
        LitenTask<Permits> small = _semaphore.AcquireAsync();
        LitenTask<Permits> next = _semaphore.AcquireAsync();
        Assert.False(small.IsCompleted);

        cancellation.Cancel();

        large.AssertCancelled(cancellation.Token);
        Permits second = small.Take();
        Assert.False(next.IsCompleted);
        one.Dispose();
        next.Take().Dispose();
        second.Dispose();
        Assert.Equal(2, _semaphore.AvailablePermits);
    }

    private static void Use(LitenTask<Permits> wait, int round)
    {
        Assert.True(round >= 0);
        wait.GetAwaiter().GetResult();
    }
}
