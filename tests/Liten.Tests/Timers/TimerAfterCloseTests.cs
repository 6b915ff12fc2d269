namespace Liten.Tests.Timers;

/// <summary>Timers that are used after the end of their runtime: .NET's own timers stand in for its driver.</summary>
public sealed class TimerAfterCloseTests : TimerDriverCloseRig
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TaskDelay_CompletesAfterTheEnd(bool armedBefore)
    {
        Task? delay = armedBefore ? Task.Delay(s_short, _provider, CancellationToken.None) : null;

        End();

        await (delay ?? Task.Delay(s_short, _provider, CancellationToken.None)).WaitAsync(s_limit, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CancellationTokenSource_CancelsAfterTheEnd(bool armedBefore)
    {
        using var cancellation = new CancellationTokenSource(armedBefore ? s_short : s_hour, _provider);

        End();
        if (!armedBefore)
        {
            Assert.False(cancellation.IsCancellationRequested);
            cancellation.CancelAfter(s_short);
        }

        Assert.True(cancellation.Token.WaitHandle.WaitOne(s_limit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PeriodicTimer_TicksOnAfterTheEndAndCanBeDisposed(bool createdBefore)
    {
        PeriodicTimer? created = createdBefore ? new PeriodicTimer(s_short, _provider) : null;
        End();
        PeriodicTimer timer = created ?? new PeriodicTimer(s_short, _provider);

        for (int i = 0; i < 3; i++)
        {
            Assert.True(await NextTick());
        }

        timer.Dispose();
        Assert.False(await NextTick());

        Task<bool> NextTick() => timer.WaitForNextTickAsync(CancellationToken.None).AsTask().WaitAsync(s_limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Change_ToNeverAfterTheEnd_StopsThePeriod()
    {
        const int Periods = 20;
        const int BegunBefore = 5;
        int calls = 0;
        using ITimer timer = _provider.CreateTimer(
            _ =>
            {
                Interlocked.Increment(ref calls);
                _calls.Release();
            },
            null, s_short, s_short);
        End();
        AwaitCalls(2);

        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, s_short));
        int before = Volatile.Read(ref calls);

        AwaitSystemTicks(Periods);
        Assert.InRange(Volatile.Read(ref calls), before, before + BegunBefore);
    }

    [Fact]
    public void Change_AfterDisposeAndTheEnd_ReturnsFalse()
    {
        ITimer disposedBefore = Create(s_hour, s_hour);
        ITimer disposedAfter = Create(s_hour, s_hour);
        disposedBefore.Dispose();

        End();
        disposedAfter.Dispose();
        disposedAfter.Dispose();

        Assert.False(disposedBefore.Change(TimeSpan.Zero, s_short));
        Assert.False(disposedAfter.Change(TimeSpan.Zero, s_short));
        Assert.True(disposedAfter.DisposeAsync().IsCompletedSuccessfully);
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => Create(TimeSpan.FromMilliseconds(-2), s_short));
    }

    [Fact]
    public void Timer_LongestTimesAfterTheEnd_AreAccepted()
    {
        // .NET takes a fraction of the next millisecond as well.
        TimeSpan longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1) + TimeSpan.FromTicks(9_999);
        using ITimer before = Create(longest, longest);

        End();

        using ITimer after = Create(longest, longest);
        Assert.True(before.Change(longest, longest));
    }

    [Fact]
    public void Timer_ChangedAndDisposedAfterTheEnd_LeavesNothingInDotNetsTimers()
    {
        // The other tests that run meanwhile have some timers too, but not thousands.
        const int Changes = 20_000;
        using ITimer changed = Create(s_hour, s_hour);
        End();
        long before = Timer.ActiveCount;

        for (int i = 0; i < Changes; i++)
        {
            changed.Change(s_hour, s_hour);
            Create(s_hour, s_hour).Dispose();
        }

        Assert.InRange(Timer.ActiveCount - before, -Changes, Changes / 2);
    }

    [Fact]
    public async Task DisposeAsync_CallbackRunningAfterTheEnd_CompletesAfterIt()
    {
        using var mayReturn = new ManualResetEventSlim();
        ITimer timer = _provider.CreateTimer(
            _ =>
            {
                _calls.Release();
                mayReturn.Wait(s_limit);
            },
            null, s_short, Timeout.InfiniteTimeSpan);
        End();
        AwaitCalls(1);

        Task disposed = timer.DisposeAsync().AsTask();
        Assert.False(disposed.IsCompleted);
        mayReturn.Set();

        await disposed.WaitAsync(s_limit, TestContext.Current.CancellationToken);
    }
}
