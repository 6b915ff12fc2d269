using Liten;

namespace Troubles;

/// <summary>Work as it should be: customers come, wait for a clerk, pay, and go.</summary>
internal static class Shop
{
    public static void Open(Runtime runtime)
    {
        var clerks = new AsyncSemaphore(3) { Name = "clerks" };
        var till = new AsyncMutex<decimal>(0) { Name = "till" };
        runtime.Spawn(() => LetInAsync(clerks, till), new SpawnOptions { Name = "door" });
    }

    private static async LitenTask LetInAsync(AsyncSemaphore clerks, AsyncMutex<decimal> till)
    {
        for (int customer = 1; ; customer++)
        {
            string name = $"customer {customer}";
            _ = LitenTask.Spawn(() => ServeAsync(clerks, till), new SpawnOptions { Name = name });
            await Time.Sleep(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 60)));
        }
    }

    private static async LitenTask ServeAsync(AsyncSemaphore clerks, AsyncMutex<decimal> till)
    {
        using SemaphorePermits clerk = await clerks.AcquireAsync();
        await Time.Sleep(TimeSpan.FromMilliseconds(Random.Shared.Next(20, 120)));
        Thread.SpinWait(Random.Shared.Next(20_000, 400_000)); // counts the coins
        using AsyncMutexGuard<decimal> guard = await till.LockAsync();
        guard.Value += Random.Shared.Next(1, 100);
        await Time.Sleep(TimeSpan.FromMilliseconds(2));
    }
}
