using Permits = Liten.SemaphorePermits;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>The semaphore inside a runtime whose every turn the test runs: aborts, overtaking, methods of every kind.</summary>
public sealed class AsyncSemaphoreTaskTests : IDisposable
{
    private readonly ListScheduler _runtime = new();
    private readonly AsyncSemaphore _semaphore = new(2, 2);
    private readonly List<string> _log = [];
    private Permits _holder;

    public AsyncSemaphoreTaskTests() => Assert.True(_semaphore.TryAcquire(2, out _holder));

    public void Dispose() => _runtime.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Abort_WaiterAtAnyPosition_OthersKeepTheirOrder(int position)
    {
        JoinHandle<int>[] tasks = [.. new[] { "a", "b", "c" }.Select(name => _runtime.Begin(() => UseAndLog(name)))];

        tasks[position].Abort();
        _runtime.RunAll();
        Assert.Throws<TaskAbortedException>(() => tasks[position].Result());

        _holder.Dispose();
        _runtime.RunAll();
        Assert.Equal(new[] { "a", "b", "c" }.Where((_, i) => i != position), _log);
        Assert.Equal(2, _semaphore.AvailablePermits);
    }

    [Fact]
    public void Edge24_AbortedLargeAcquire_LetsInThoseBehindIt()
    {
        _holder.Dispose();
        Assert.True(_semaphore.TryAcquire(out _holder));
        JoinHandle<int> large = _runtime.Begin(() => UseAndLog("large", 2));
        _runtime.Begin(() => UseAndLog("small"));
        Assert.Empty(_log);

        large.Abort();
        _runtime.RunAll();

        Assert.Equal(["small"], _log);
    }

    [Fact]
    public void Edge06_Cancel_DoesNotRunTheWaitersCodeOnItsStack()
    {
        using var cancellation = new CancellationTokenSource();
        JoinHandle<int> waiter = _runtime.Begin(async () =>
        {
            try
            {
                return await UseAndLog("never", 1, cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                _log.Add("cancelled");
                return 2;
            }
        });

        cancellation.Cancel();

        Assert.Empty(_log);
        _runtime.RunAll();
        Assert.Equal(["cancelled"], _log);
        Assert.Equal(2, waiter.Result());
    }

    [Fact]
    public void Dispose_InATurn_WaitersGoOnLater()
    {
        JoinHandle<int> waiter = _runtime.Begin(() => UseAndLog("never"));
        _semaphore.Dispose();
        Assert.False(waiter.IsCompleted);
        _runtime.RunAll();
        Assert.Throws<ObjectDisposedException>(() => waiter.Result());
    }

    [Fact]
    public void Release_TakenAgainAtOnceForEver_OvertakesAsOftenAsAllowed()
    {
        _runtime.Begin(() => UseAndLog("waiter"));
        int overtakes = 0;
        RunTurn(() =>
        {
            _holder.Dispose();
            for (; _semaphore.TryAcquire(2, out Permits permits); permits.Dispose())
            {
                overtakes++;
            }
        });

        Assert.Equal(AsyncSemaphore.MaxOvertakes, overtakes);
        AssertServed("waiter");
    }

    [Fact]
    public void Release_SeveralTakenInOneTurn_CountEach()
    {
        _runtime.Begin(() => UseAndLog("waiter"));
        int overtakes = 0;
        RunTurn(() =>
        {
            _holder.Dispose();
            while (SomebodyWaits() && _semaphore.TryAcquire(out Permits first))
            {
                overtakes++;
                if (SomebodyWaits() && _semaphore.TryAcquire(out Permits second))
                {
                    overtakes++;
                    second.Dispose();
                }

                first.Dispose();
            }
        });

        Assert.Equal(AsyncSemaphore.MaxOvertakes, overtakes);
        AssertServed("waiter");

        bool SomebodyWaits() => !_semaphore.ToString().Contains("0 waiting", StringComparison.Ordinal);
    }

    [Fact]
    public void Release_LargeWaiterAtTheHead_IsOvertakenOnlyWhileItCouldBeServed()
    {
        _holder.Dispose();
        Permits one = Acquire();
        _holder = Acquire();
        _runtime.Begin(() => UseAndLog("large", 2));
        RunTurn(() =>
        {
            one.Dispose();
            Assert.Equal(1, _semaphore.AvailablePermits);
            Assert.False(_semaphore.TryAcquire(out _));
            _holder.Dispose();
            Assert.True(_semaphore.TryAcquire(out _holder));
        });
        Assert.Empty(_log);
        RunTurn(_holder.Dispose);
        AssertServed("large");
    }

    [Fact]
    public void Release_TurnEnds_FirstWaitersHaveThePermits()
    {
        _runtime.Begin(() => UseAndLog("a"));
        _runtime.Begin(() => UseAndLog("b"));
        _runtime.Begin(() => UseAndLog("c"));
        int inTheTurn = 0;
        RunTurn(() =>
        {
            _holder.Dispose();
            inTheTurn = _semaphore.AvailablePermits;
        });

        Assert.Equal(2, inTheTurn);
        Assert.Equal(0, _semaphore.AvailablePermits);
        AssertServed("a", "b", "c");
    }

    [Fact]
    public void Release_OutsideOfATurnOrForStrangers_HandsOver()
    {
        _runtime.Begin(() => UseAndLog("waiter"));
        _holder.Dispose();
        Assert.Equal(1, _semaphore.AvailablePermits);
        AssertServed("waiter");

        Assert.True(_semaphore.TryAcquire(2, out _holder));
        LitenTask<Permits> stranger = default;
        Patience.OnThread(() => stranger = _semaphore.AcquireAsync(2));
        RunTurn(() =>
        {
            _holder.Dispose();
            Assert.True(stranger.IsCompleted);
        });
        stranger.Take().Dispose();
    }

    [Fact]
    public void Cancel_AfterTheRelease_LeavesThePermits()
    {
        using var cancellation = new CancellationTokenSource();
        _runtime.Begin(() => UseAndLog("never", 2, cancellation.Token));
        RunTurn(() =>
        {
            _holder.Dispose();
            cancellation.Cancel();
        });
        AssertServed();
    }

    [Fact]
    public void AcquireAsync_InEveryKindOfMethod_ResumesInTheRuntime()
    {
        JoinHandle<int> liten = _runtime.Begin(() => UseAndLog("liten", 2));
        JoinHandle<int> task = _runtime.SpawnTask(async () => await UseInTask("task"));
        JoinHandle<int> bridged = _runtime.Spawn(async () => await UseAndLog("bridged", 2).AsTask());
        _runtime.RunAll();
        Assert.Empty(_log);

        _holder.Dispose();

        // .NET's own tasks may come back by way of the ThreadPool.
        Assert.True(SpinWait.SpinUntil(AllHaveEnded, Patience.Limit), "a task did not come back to the runtime");
        Assert.Equal(["liten", "task", "bridged"], _log);

        bool AllHaveEnded()
        {
            _runtime.RunAll();
            return liten.IsCompleted && task.IsCompleted && bridged.IsCompleted;
        }
    }

    [Fact]
    public void AcquireAsync_AbortedTask_DoesNotTakeAFreePermit()
    {
        _holder.Dispose();
        JoinHandle<int>? self = null;
        self = _runtime.Spawn(async () =>
        {
            await LitenTask.Yield();
            self!.Abort();
            await Assert.ThrowsAsync<TaskAbortedException>(async () => await _semaphore.AcquireAsync());
            return 1;
        });
        _runtime.RunAll();
        Assert.Equal(1, self.Result());
        Assert.Equal(2, _semaphore.AvailablePermits);
    }

    [Fact]
    public void AcquireAsync_ContendedTasksAndWarm_AllocateNothing()
    {
        _holder.Dispose();
        for (int i = 0; i < 4; i++)
        {
            _runtime.Spawn(AcquireForever);
        }

        AllocationMeter.AssertNone(_runtime.RunNext);

        async LitenTask AcquireForever()
        {
            while (true)
            {
                using Permits permits = await _semaphore.AcquireAsync();
                await LitenTask.Yield();
            }
        }
    }

    private Permits Acquire()
    {
        Assert.True(_semaphore.TryAcquire(out Permits permits));
        return permits;
    }

    private void RunTurn(Action turn)
    {
        JoinHandle<int> handle = _runtime.Spawn(() =>
        {
            turn();
            return LitenTask.FromResult(1);
        });
        _runtime.RunNext();
        handle.Result();
    }

    private void AssertServed(params string[] names)
    {
        _runtime.RunAll();
        Assert.Equal(names, _log);
        Assert.Equal("AsyncSemaphore (2 available, 0 waiting)", _semaphore.ToString());
    }

    private async LitenTask<int> UseAndLog(string name, int permits = 1, CancellationToken cancellationToken = default)
    {
        using Permits taken = await _semaphore.AcquireAsync(permits, cancellationToken);
        _log.Add(name);
        return 1;
    }

    private async Task<int> UseInTask(string name)
    {
        using Permits taken = await _semaphore.AcquireAsync(2);
        _log.Add(name);
        return 1;
    }
}
