namespace Liten.Growth;

/// <summary>Those who wait for one mutex.</summary>
internal static class MutexOperations
{
    private const string Others = "waiters of the mutex";

    public static IEnumerable<Operation> All =>
    [
        .. Cancelling.Of("LockAsync", Others, static () =>
        {
            var mutex = new AsyncMutex<int>(0);
            mutex.TryLock(out _);
            return token => Cancelling.Expect(mutex.LockAsync(token));
        }),
        new("hand the mutex over", Others, HandOver),
    ];

    private static async LitenTask HandOver(int others, Meter meter)
    {
        var mutex = new AsyncMutex<int>(0);
        mutex.TryLock(out AsyncMutexGuard<int> guard);
        JoinHandle[] waiters = await Crowd.Begin(others, async () => (await mutex.LockAsync()).Dispose());
        meter.Begin();
        guard.Dispose();
        await LitenTask.WhenAll(waiters);
        meter.End(others);
    }
}
