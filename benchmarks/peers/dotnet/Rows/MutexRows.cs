namespace Liten.Peers;

/// <summary>mutex_uncontended, mutex_contended, mutex_across_await</summary>
internal static class MutexRows
{
    /// <summary>One operation: lock, add one, unlock; by <c>Size</c> tasks.</summary>
    public static Outcome Locking(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        using var mutex = new SemaphoreSlim(1, 1);
        long value = 0;
        var tasks = new Task[run.Size];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(async () =>
            {
                for (long turn = 0; turn < turns; turn++)
                {
                    await mutex.WaitAsync();
                    value++;
                    mutex.Release();
                }
            });
        }

        await Task.WhenAll(tasks);
        Check.Equal(value, run.Operations);
    });

    /// <summary>One operation: lock, add one, yield, unlock; by <c>Size</c> tasks.</summary>
    public static Outcome AcrossAwait(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / run.Size;
        using var mutex = new SemaphoreSlim(1, 1);
        long value = 0;
        var tasks = new Task[run.Size];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(async () =>
            {
                for (long turn = 0; turn < turns; turn++)
                {
                    await mutex.WaitAsync();
                    value++;
                    await Task.Yield();
                    mutex.Release();
                }
            });
        }

        await Task.WhenAll(tasks);
        Check.Equal(value, run.Operations);
    });
}
