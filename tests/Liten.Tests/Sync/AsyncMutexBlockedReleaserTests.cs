using Guard = Liten.AsyncMutexGuard<int>;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>A task releases the lock and then blocks its thread until somebody who waited for the lock has had it: nobody depends on that turn's end.</summary>
public sealed class AsyncMutexBlockedReleaserTests
{
    private readonly AsyncMutex<int> _mutex = new(0);
    private readonly ManualResetEventSlim _served = new();

    [Fact]
    public void Waiter_InTheSameRuntime_IsServedByTheOtherWorker()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        it.Run(() => ReleaseAndBlock(() => LitenTask.Spawn(LockAsync)));
    }

    [Fact]
    public void Waiter_OnAnotherWorkerWithoutStealing_IsServed()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).DisableWorkStealing());

        // What comes from outside is placed in turn: the body on one worker, the waiter on the other.
        it.Run(() => ReleaseAndBlock(() => Patience.OnThread(() => it.Runtime.Spawn(LockAsync))));
    }

    [Fact]
    public void Waiter_InAnotherRuntime_IsServed()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);
        it.Run(() => ReleaseAndBlock(() => other.Runtime.Spawn(LockAsync)));
    }

    [Fact]
    public void Waiter_OnAThreadOfItsOwn_IsServed()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.Run(() => ReleaseAndBlock(() => new Thread(() => Wait(LockAsync())) { IsBackground = true }.Start()));

        static void Wait(LitenTask call) => call.AsTask().GetAwaiter().GetResult();
    }

    private async LitenTask ReleaseAndBlock(Action beginToWait)
    {
        Guard guard = await _mutex.LockAsync();
        beginToWait();
        while (!_mutex.ToString().EndsWith("1 waiting)", StringComparison.Ordinal))
        {
            await LitenTask.Yield();
        }

        guard.Dispose();
        Assert.True(_served.Wait(RuntimeUnderTest.Patience), $"Nobody got the lock; {_mutex}");
    }

    private async LitenTask LockAsync()
    {
        using Guard guard = await _mutex.LockAsync();
        _served.Set();
    }
}
