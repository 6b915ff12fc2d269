namespace Replay.Bugs;

/// <summary>7. A cached value expires in virtual time; all who ask at that moment load it anew.</summary>
public static class CacheStampede
{
    public static Task Broken(TestRun run) => Run(run, shares: false);

    public static Task Mended(TestRun run) => Run(run, shares: true);

    private static async Task Run(TestRun run, bool shares)
    {
        TimeProvider time = run.Runtime.TimeProvider;
        DateTimeOffset expires = DateTimeOffset.MinValue;
        Task<int>? loading = null;
        int loads = 0;
        await LitenTask.WhenAll(
            LitenTask.Spawn(() => Client(TimeSpan.FromMinutes(5))),
            LitenTask.Spawn(() => Client(TimeSpan.FromMinutes(5) + TimeSpan.FromMilliseconds(60))));
        Expect.Equal(1, loads);

        async Task Client(TimeSpan after)
        {
            await Task.Delay(after, time);
            if (time.GetUtcNow() >= expires)
            {
                await (shares ? loading ??= Load() : Load());
            }
        }

        async Task<int> Load()
        {
            loads++;
            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
            expires = time.GetUtcNow().AddMinutes(5);
            return 42;
        }
    }
}
