namespace Replay.Bugs;

/// <summary>1. The counter is locked to read it and locked to write it, but not in between.</summary>
public static class LostUpdate
{
    public static async LitenTask Broken(TestRun run)
    {
        var counter = new AsyncMutex<int>(0);
        await LitenTask.WhenAll(LitenTask.Spawn(Add), LitenTask.Spawn(Add));
        Expect.Equal(2, await Read());

        async LitenTask Add()
        {
            int seen = await Read();
            using AsyncMutexGuard<int> guard = await counter.LockAsync();
            guard.Value = seen + 1;
        }

        async LitenTask<int> Read()
        {
            using AsyncMutexGuard<int> guard = await counter.LockAsync();
            return guard.Value;
        }
    }

    public static async LitenTask Mended(TestRun run)
    {
        var counter = new AsyncMutex<int>(0);
        await LitenTask.WhenAll(LitenTask.Spawn(Add), LitenTask.Spawn(Add));
        using AsyncMutexGuard<int> end = await counter.LockAsync();
        Expect.Equal(2, end.Value);

        async LitenTask Add()
        {
            using AsyncMutexGuard<int> guard = await counter.LockAsync();
            guard.Value++;
        }
    }
}
