using Guard = Liten.AsyncMutexGuard<int>;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>The mutex inside a runtime whose every turn the test runs.</summary>
public sealed class AsyncMutexTaskTests : IDisposable
{
    private readonly ListScheduler _runtime = new();
    private readonly AsyncMutex<int> _mutex = new(0);
    private readonly List<string> _log = [];

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Release_WaiterInTask_IsScheduledNotRun()
    {
        Guard holder = Lock();
        JoinHandle<int> waiter = _runtime.Begin(() => LockAndLog("a"));

        holder.Dispose();

        Assert.Empty(_log);
        Assert.Equal(1, _runtime.Count);
        _runtime.RunAll();
        Assert.Equal(["a"], _log);
        Assert.True(waiter.IsCompleted);
    }

    [Fact]
    public void Release_ThreeWaiters_RunInOrder()
    {
        Guard holder = Lock();
        foreach (string name in new[] { "a", "b", "c" })
        {
            _runtime.Begin(() => LockAndLog(name));
        }

        holder.Dispose();
        _runtime.RunAll();

        Assert.Equal(["a", "b", "c"], _log);
        Assert.False(_mutex.IsLocked);
    }

    [Fact]
    public void LockAsync_InEveryKindOfMethod_ResumesInTheRuntime()
    {
        Guard holder = Lock();
        JoinHandle<int> liten = _runtime.Begin(() => LockAndLog("liten"));
        JoinHandle<int> task = _runtime.SpawnTask(async () => await LockInTask("task"));
        JoinHandle<int> valueTask = _runtime.SpawnTask(async () => await LockInValueTask("value task"));
        JoinHandle<int> bridged = _runtime.Spawn(async () => await LockAndLog("bridged").AsTask());
        _runtime.RunAll();
        Assert.Empty(_log);

        holder.Dispose();
        _runtime.RunAll();

        // .NET's own tasks may come back by way of the ThreadPool.
        JoinHandle[] all = [liten, task, valueTask, bridged];
        Assert.True(SpinWait.SpinUntil(AllHaveEnded, TimeSpan.FromSeconds(30)), "a task did not come back to the runtime");
        Assert.Equal(["liten", "task", "value task", "bridged"], _log);
        Assert.All([liten, task, valueTask, bridged], handle => Assert.Equal(1, Result(handle)));

        bool AllHaveEnded()
        {
            _runtime.RunAll();
            return Array.TrueForAll(all, handle => handle.IsCompleted);
        }
    }

    [Fact]
    public void LockAsync_ContendedTasksAndWarm_AllocateNothing()
    {
        for (int i = 0; i < 3; i++)
        {
            _runtime.Spawn(LockForever);
        }

        AllocationMeter.AssertNone(_runtime.RunNext);

        async LitenTask LockForever()
        {
            while (true)
            {
                using Guard guard = await _mutex.LockAsync();
                guard.Value++;
                await LitenTask.Yield();
            }
        }
    }

    private static int Result(JoinHandle<int> task) => task.GetAwaiter().GetResult();

    private Guard Lock()
    {
        Assert.True(_mutex.TryLock(out Guard guard));
        return guard;
    }

    private async LitenTask<int> LockAndLog(string name)
    {
        using Guard guard = await _mutex.LockAsync();
        _log.Add(name);
        return 1;
    }

    private async Task<int> LockInTask(string name)
    {
        using Guard guard = await _mutex.LockAsync();
        _log.Add(name);
        return 1;
    }

    private async ValueTask<int> LockInValueTask(string name)
    {
        using Guard guard = await _mutex.LockAsync();
        _log.Add(name);
        return 1;
    }
}
