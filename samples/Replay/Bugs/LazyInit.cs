namespace Replay.Bugs;

/// <summary>6. An async Task method fills a field on demand; two callers come before it is filled.</summary>
public static class LazyInit
{
    public static Task Broken(TestRun run) => Run(locks: false);

    public static Task Mended(TestRun run) => Run(locks: true);

    private static async Task Run(bool locks)
    {
        string? value = null;
        int loads = 0;
        using var latch = new SemaphoreSlim(1);
        JoinHandle<string> one = LitenTask.Spawn(Get);
        JoinHandle<string> two = LitenTask.Spawn(Get);
        Expect.Equal("value", await one);
        Expect.Equal("value", await two);
        Expect.Equal(1, loads);

        async Task<string> Get()
        {
            if (locks)
            {
                await latch.WaitAsync();
            }

            value ??= await Load();
            if (locks)
            {
                latch.Release();
            }

            return value;
        }

        async Task<string> Load()
        {
            loads++;
            await Task.Yield();
            return "value";
        }
    }
}
