namespace Liten.Peers;

/// <summary>semaphore (rwlock has no counterpart)</summary>
internal static class LockRows
{
    private const int Permits = 4;

    /// <summary>One operation: acquire one of four permits, yield, release; by <c>Size</c> tasks.</summary>
    public static Outcome Semaphore(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        using var semaphore = new SemaphoreSlim(Permits, Permits);
        var tasks = new Task[run.Size];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(async () =>
            {
                for (long turn = 0; turn < turns; turn++)
                {
                    await semaphore.WaitAsync();
                    await Task.Yield();
                    semaphore.Release();
                }
            });
        }

        await Task.WhenAll(tasks);
        Check.Equal(semaphore.CurrentCount, Permits);
    });
}
