namespace Replay.Bugs;

/// <summary>4. The signal comes between the look and the wait, when nobody listens yet.</summary>
public static class MissedSignal
{
    public static LitenTask Broken(TestRun run) => Run(remembers: false);

    public static LitenTask Mended(TestRun run) => Run(remembers: true);

    private static async LitenTask Run(bool remembers)
    {
        bool ready = false;
        var signal = new AsyncNotify();
        var log = new AsyncMutex<int>(0);
        await LitenTask.WhenAll(LitenTask.Spawn(Wait), LitenTask.Spawn(Signal));

        async LitenTask Wait()
        {
            if (!ready)
            {
                using (AsyncMutexGuard<int> guard = await log.LockAsync())
                {
                    guard.Value++;
                }

                await signal.WaitAsync();
            }
        }

        async LitenTask Signal()
        {
            using (AsyncMutexGuard<int> guard = await log.LockAsync())
            {
                guard.Value++;
            }

            ready = true;
            if (remembers)
            {
                signal.NotifyOne();
            }
            else
            {
                signal.NotifyAll();
            }
        }
    }
}
