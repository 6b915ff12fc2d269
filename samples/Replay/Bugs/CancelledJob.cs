namespace Replay.Bugs;

/// <summary>9. A worker is cancelled between taking a job and keeping its result: the job is lost.</summary>
public static class CancelledJob
{
    public static LitenTask Broken(TestRun run) => Run(finishes: false);

    public static LitenTask Mended(TestRun run) => Run(finishes: true);

    private static async LitenTask Run(bool finishes)
    {
        using var stop = new CancellationTokenSource();
        (MpscSender<int> jobs, MpscReceiver<int> queue) = Mpsc.CreateBounded<int>(4);
        var results = new AsyncMutex<int>(0);
        JoinHandle worker = LitenTask.Spawn(Work);
        await jobs.SendAsync(1);
        await jobs.SendAsync(2);
        await stop.CancelAsync(worker);
        int kept = await results.UpdateAsync(static n => n);
        while (queue.TryReceive(out _))
        {
            kept++;
        }

        Expect.Equal(2, kept);
        jobs.Dispose();
        queue.Dispose();

        async LitenTask Work()
        {
            while (true)
            {
                await queue.ReceiveAsync(stop.Token);
                using AsyncMutexGuard<int> guard =
                    await results.LockAsync(finishes ? CancellationToken.None : stop.Token);
                guard.Value++;
            }
        }
    }

    private static async LitenTask CancelAsync(this CancellationTokenSource stop, JoinHandle worker)
    {
        stop.Cancel();
        await worker.JoinAsync();
    }
}
