namespace Liten.Stress;

public class AbortStress
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Abort_InRandomWaits_UnwindsEachStartedBodyOnce(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(workers));
        var random = new Random(watchdog.Seed);
        var mutex = new AsyncMutex<int>(0);
        var ledger = new TaskLedger();
        JoinHandle never = runtime.Spawn(async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
        var waits = new RandomWaits(mutex, never);
        while (watchdog.TimeIsLeft)
        {
            JoinHandle[] handles = [.. Enumerable.Range(0, 200).Select(_ => runtime.Spawn(ledger.Body(waits.Pick(random))))];
            AbortFromEverywhere(runtime, handles, random.Next());
            foreach (JoinHandle handle in handles)
            {
                runtime.BlockOn(async () => await handle.JoinAsync());
            }

            watchdog.Report(ledger.Settle(handles));
            Assert.False(mutex.IsLocked, "an aborted task has kept the lock");
            watchdog.Progress(handles.Length);
        }

        never.Abort();
        watchdog.Close(runtime);
    });

    private static void AbortFromEverywhere(Runtime runtime, JoinHandle[] handles, int seed)
    {
        JoinHandle inside = runtime.Spawn(async () =>
        {
            for (int i = 0; i < handles.Length; i += 2)
            {
                handles[i].Abort();
                await LitenTask.Yield();
            }
        });
        ForeignThreads.Start(2, seed, random =>
        {
            foreach (JoinHandle handle in handles.OrderBy(_ => random.Next()))
            {
                Thread.SpinWait(random.Next(100));
                handle.Abort();
            }
        }).Join();
        runtime.BlockOn(async () => await inside);
    }
}
