namespace Replay.Bugs;

/// <summary>3. Two transfers in opposite directions each hold one account and wait for the other.</summary>
public static class TwoLocks
{
    public static LitenTask Broken(TestRun run) => Run(ordered: false);

    public static LitenTask Mended(TestRun run) => Run(ordered: true);

    private static async LitenTask Run(bool ordered)
    {
        var a = new AsyncMutex<int>(100);
        var b = new AsyncMutex<int>(100);
        await LitenTask.WhenAll(
            LitenTask.Spawn(() => Transfer(a, b), new SpawnOptions { Name = "a to b" }),
            LitenTask.Spawn(() => Transfer(b, a), new SpawnOptions { Name = "b to a" }));

        async LitenTask Transfer(AsyncMutex<int> from, AsyncMutex<int> to)
        {
            using AsyncMutexGuard<int> first = await (ordered ? a : from).LockAsync();
            using AsyncMutexGuard<int> second = await (ordered ? b : to).LockAsync();
            first.Value--;
            second.Value++;
        }
    }
}
