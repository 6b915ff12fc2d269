namespace Liten.Peers;

/// <summary>semaphore, rwlock</summary>
internal static class LockRows
{
    private const int Permits = 4;
    private const int TurnsPerWrite = 10;

    /// <summary>One operation: acquire one of four permits, yield, release; by <c>Size</c> tasks.</summary>
    public static Outcome Semaphore(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        using var semaphore = new AsyncSemaphore(Permits);
        var handles = new JoinHandle[run.Size];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = LitenTask.Spawn(async () =>
            {
                for (long turn = 0; turn < turns; turn++)
                {
                    using SemaphorePermits permit = await semaphore.AcquireAsync();
                    await LitenTask.Yield();
                }
            });
        }

        await LitenTask.WhenAll(handles);
        Check.Equal(semaphore.AvailablePermits, Permits);
    });

    /// <summary>One operation: lock, read, unlock, and each tenth time add one instead; by <c>Size</c> tasks.</summary>
    public static Outcome ReaderWriter(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        var shared = new AsyncReaderWriterLock<long>(0);
        var handles = new JoinHandle[run.Size];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = LitenTask.Spawn(() => TakeTurns(shared, turns));
        }

        await LitenTask.WhenAll(handles);
        using AsyncReadGuard<long> last = await shared.ReadLockAsync();
        Check.Equal(last.Value, run.Size * ((turns + TurnsPerWrite - 1) / TurnsPerWrite));
    });

    private static async LitenTask TakeTurns(AsyncReaderWriterLock<long> shared, long turns)
    {
        long seen = 0;
        for (long turn = 0; turn < turns; turn++)
        {
            if (turn % TurnsPerWrite == 0)
            {
                using AsyncWriteGuard<long> guard = await shared.WriteLockAsync();
                guard.Value++;
            }
            else
            {
                using AsyncReadGuard<long> guard = await shared.ReadLockAsync();
                seen = Math.Max(seen, guard.Value);
            }
        }

        GC.KeepAlive(seen);
    }
}
