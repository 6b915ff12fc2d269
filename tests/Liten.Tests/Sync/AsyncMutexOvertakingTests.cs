using Guard = Liten.AsyncMutexGuard<int>;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>A lock that is released in a turn of a runtime: who may take it before those who wait, how often, and who gets it then.</summary>
public sealed class AsyncMutexOvertakingTests : IDisposable
{
    private const int Most = AsyncMutex<int>.MaxOvertakes;

    private readonly ListScheduler _runtime = new();
    private readonly AsyncMutex<int> _mutex = new(0);
    private readonly List<string> _log = [];
    private Guard _holder;

    public AsyncMutexOvertakingTests() => Assert.True(_mutex.TryLock(out _holder));

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Release_TakenAgainAtOnceForEver_OvertakesAsOftenAsAllowed()
    {
        _runtime.Begin(() => LockAndLog("waiter"));
        int overtakes = 0;
        RunTurn(() =>
        {
            _holder.Dispose();
            for (; _mutex.TryLock(out Guard guard); guard.Dispose())
            {
                overtakes++;
            }
        });

        Assert.Equal(Most, overtakes);
        AssertServed("waiter");
    }

    [Fact]
    public void LockAsync_ThreeTasksThatLockForEver_NobodyWaitsLongerThanAllowed()
    {
        const int Locks = 20 * Most;
        foreach (string name in new[] { "a", "b", "c" })
        {
            _runtime.Spawn(async () =>
            {
                for (int i = 0; i < Locks; i++)
                {
                    await LockAndLog(name);
                }
            });
        }

        _runtime.RunAll();
        RunTurn(_holder.Dispose);
        _runtime.RunAll();

        Assert.Equal(3 * Locks, _log.Count);
        int end = _log.GroupBy(name => name).Min(locks => _log.LastIndexOf(locks.Key));
        foreach (string name in new[] { "a", "b", "c" })
        {
            int[] places = [.. Enumerable.Range(0, end).Where(i => _log[i] == name)];
            Assert.All(places.Zip(places.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, (2 * (Most + 1)) + 1));
        }
    }

    [Fact]
    public void Release_TurnEnds_FirstWaiterHasTheLock()
    {
        _runtime.Begin(() => LockAndLog("a"));
        _runtime.Begin(() => LockAndLog("b"));
        bool lockedInTheTurn = true;
        RunTurn(() =>
        {
            _holder.Dispose();
            lockedInTheTurn = _mutex.IsLocked;
        });

        Assert.False(lockedInTheTurn);
        Assert.True(_mutex.IsLocked);
        AssertServed("a", "b");
    }

    [Fact]
    public void Release_TurnThrows_FirstWaiterHasTheLock()
    {
        _runtime.Begin(() => LockAndLog("waiter"));
        var item = new ThrowingItem(_holder.Dispose);
        _runtime.Schedule(item, Turn.Current);
        Assert.Throws<FormatException>(_runtime.RunNext);
        AssertServed("waiter");
    }

    [Fact]
    public void Release_BySomebodyWhomAnotherTaskAwaits_TurnDoesNotGoOnWithThatTask()
    {
        _runtime.Begin(() => LockAndLog("waiter"));
        _runtime.Spawn(async () =>
        {
            await _runtime.Spawn(() =>
            {
                _holder.Dispose();
                return LitenTask.FromResult(1);
            });
            _log.Add("who awaited the releaser");
        });
        _runtime.RunNext();
        _runtime.RunNext();
        Assert.True(_mutex.IsLocked);
        Assert.Empty(_log);
        _runtime.RunAll();
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public void Release_TakenAgainAndHeldAtTheTurnsEnd_NextReleaseServesTheWaiter()
    {
        _runtime.Begin(() => LockAndLog("waiter"));
        RunTurn(() =>
        {
            _holder.Dispose();
            _holder = Lock();
        });
        Assert.Equal(0, _runtime.Count);

        RunTurn(_holder.Dispose);
        AssertServed("waiter");
    }

    [Fact]
    public void Release_OutsideOfATurn_HandsOver()
    {
        _runtime.Begin(() => LockAndLog("waiter"));
        _holder.Dispose();
        Assert.False(_mutex.TryLock(out _));
        AssertServed("waiter");
    }

    [Fact]
    public void Release_WaiterBelongsToNoRuntime_HandsOver()
    {
        LitenTask<Guard> wait = default;
        Patience.OnThread(() => wait = _mutex.LockAsync());
        RunTurn(() =>
        {
            _holder.Dispose();
            Assert.True(wait.IsCompleted);
        });
        Take(wait).Dispose();
    }

    [Fact]
    public void Release_OneWaiterBelongsToAnotherRuntime_HandsOverUntilItIsGone()
    {
        _runtime.Begin(() => LockAndLog("a"));
        using (var other = new ListScheduler())
        {
            other.Begin(() => LockAndLog("of the other runtime"));
        }

        RunTurn(() =>
        {
            _holder.Dispose();
            Assert.False(_mutex.TryLock(out _));
        });
    }

    [Fact]
    public void Release_OfTwoMutexesInOneTurn_SecondHandsOver()
    {
        var second = new AsyncMutex<int>(0);
        Assert.True(second.TryLock(out Guard holderOfSecond));
        _runtime.Begin(() => LockAndLog("waiter"));
        _runtime.Spawn(async () => (await second.LockAsync()).Dispose());
        _runtime.RunAll();
        RunTurn(() =>
        {
            _holder.Dispose();
            holderOfSecond.Dispose();
            Assert.False(_mutex.IsLocked);
            Assert.True(second.IsLocked);
        });
        AssertServed("waiter");
        Assert.False(second.IsLocked);
    }

    [Fact]
    public void Cancel_AfterTheRelease_NobodyGetsTheLock()
    {
        using var cancellation = new CancellationTokenSource();
        JoinHandle<int> waiter = _runtime.Begin(() => LockAndLog("waiter", cancellation.Token));
        RunTurn(() =>
        {
            _holder.Dispose();
            cancellation.Cancel();
        });
        AssertServed();
        Assert.Throws<OperationCanceledException>(() => waiter.GetAwaiter().GetResult());
    }

    [Fact]
    public void Dispose_CopyOfAGuardThatWasOvertaken_DoesNothing()
    {
        _runtime.Begin(() => LockAndLog("waiter"));
        RunTurn(() =>
        {
            Guard copy = _holder;
            _holder.Dispose();
            _holder = Lock();
            copy.Dispose();
            Assert.True(_mutex.IsLocked);
        });
        RunTurn(_holder.Dispose);
        AssertServed("waiter");
    }

    private static T Take<T>(LitenTask<T> ended) => ended.GetAwaiter().GetResult();

    private Guard Lock()
    {
        Assert.True(_mutex.TryLock(out Guard guard));
        return guard;
    }

    private void RunTurn(Action turn)
    {
        JoinHandle<int> handle = _runtime.Spawn(() =>
        {
            turn();
            return LitenTask.FromResult(1);
        });
        _runtime.RunNext();
        handle.GetAwaiter().GetResult();
    }

    private void AssertServed(params string[] names)
    {
        _runtime.RunAll();
        Assert.Equal(names, _log);
        Assert.Equal("AsyncMutex<Int32> (free, 0 waiting)", _mutex.ToString());
    }

    private async LitenTask<int> LockAndLog(string name, CancellationToken cancellationToken = default)
    {
        using Guard guard = await _mutex.LockAsync(cancellationToken);
        _log.Add(name);
        return 1;
    }

    private sealed class ThrowingItem(Action before) : WorkItem
    {
        internal override WorkItem? Run(Turn? turn)
        {
            before();
            throw new FormatException();
        }
    }
}
