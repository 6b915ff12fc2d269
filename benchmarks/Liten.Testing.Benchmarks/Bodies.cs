namespace Liten.Testing.Benchmarks;

/// <summary>What is explored: three tasks that lock, yield and lock again.</summary>
internal static class Bodies
{
    public static async LitenTask OfLitenTask()
    {
        var mutex = new AsyncMutex();
        JoinHandle one = LitenTask.Spawn(mutex, static mutex => Work(mutex));
        JoinHandle two = LitenTask.Spawn(mutex, static mutex => Work(mutex));
        await one;
        await two;

        static async LitenTask Work(AsyncMutex mutex)
        {
            using (await mutex.LockAsync())
            {
                await LitenTask.Yield();
            }

            using (await mutex.LockAsync())
            {
            }
        }
    }

    public static async LitenTask OfTask()
    {
        var mutex = new AsyncMutex();
        JoinHandle one = LitenTask.Spawn(() => Work(mutex));
        JoinHandle two = LitenTask.Spawn(() => Work(mutex));
        await one;
        await two;

        static async Task Work(AsyncMutex mutex)
        {
            using (await mutex.LockAsync())
            {
                await Task.Yield();
            }

            using (await mutex.LockAsync())
            {
            }
        }
    }

    public static async LitenTask OfSleeps()
    {
        JoinHandle one = LitenTask.Spawn(static () => Time.Sleep(TimeSpan.FromSeconds(2)));
        JoinHandle two = LitenTask.Spawn(static () => Time.Sleep(TimeSpan.FromSeconds(1)));
        await one;
        await two;
    }
}
