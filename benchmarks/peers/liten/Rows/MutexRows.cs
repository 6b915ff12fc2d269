namespace Liten.Peers;

/// <summary>mutex_uncontended, mutex_contended, mutex_across_await</summary>
internal static class MutexRows
{
    /// <summary>One operation: lock, add one, unlock; by <c>Size</c> tasks.</summary>
    public static Outcome Locking(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        var mutex = new AsyncMutex<long>(0);
        var handles = new JoinHandle[run.Size];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = LitenTask.Spawn(async () =>
            {
                for (long turn = 0; turn < turns; turn++)
                {
                    using AsyncMutexGuard<long> guard = await mutex.LockAsync();
                    guard.Value++;
                }
            });
        }

        await LitenTask.WhenAll(handles);
        using AsyncMutexGuard<long> last = await mutex.LockAsync();
        Check.Equal(last.Value, run.Operations);
    });

    /// <summary>One operation: lock, add one, yield, unlock; by <c>Size</c> tasks.</summary>
    public static Outcome AcrossAwait(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        var mutex = new AsyncMutex<long>(0);
        var handles = new JoinHandle[run.Size];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = LitenTask.Spawn(async () =>
            {
                for (long turn = 0; turn < turns; turn++)
                {
                    using AsyncMutexGuard<long> guard = await mutex.LockAsync();
                    guard.Value++;
                    await LitenTask.Yield();
                }
            });
        }

        await LitenTask.WhenAll(handles);
        using AsyncMutexGuard<long> last = await mutex.LockAsync();
        Check.Equal(last.Value, run.Operations);
    });
}
