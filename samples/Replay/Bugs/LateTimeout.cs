namespace Replay.Bugs;

/// <summary>10. An answer and a timeout both finish the same request.</summary>
public static class LateTimeout
{
    public static LitenTask Broken(TestRun run) => Run(run, decides: false);

    public static LitenTask Mended(TestRun run) => Run(run, decides: true);

    private static async LitenTask Run(TestRun run, bool decides)
    {
        int pending = 1;
        bool isFinished = false;
        var answer = new AsyncMutex<int>(0);
        using (run.Runtime.TimeProvider.CreateTimer(_ => Finish(), null, TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan))
        {
            await LitenTask.Spawn(async () =>
            {
                using AsyncMutexGuard<int> guard = await answer.LockAsync();
                guard.Value = 42;
                Finish();
            });
        }

        Expect.Equal(0, pending);

        void Finish()
        {
            if (!decides || !isFinished)
            {
                isFinished = true;
                pending--;
            }
        }
    }
}
