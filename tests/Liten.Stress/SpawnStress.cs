namespace Liten.Stress;

public class SpawnStress
{
    private const int Million = 1_000_000;
    private const int BatchSize = 50;
    private const int ProgressStep = 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Spawn_FromWorkersAndForeignThreads_EveryTaskEndsOnce(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(workers));
        var ledger = new TaskLedger();
        ForeignThreads.Start(4, watchdog.Seed, random =>
        {
            while (watchdog.TimeIsLeft)
            {
                SpawnBatch(runtime, ledger, random);
                watchdog.Progress(BatchSize);
            }
        }).Join();

        watchdog.Close(runtime);
        watchdog.Report(ledger.Settle(ledger.TakeHandles()));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Spawn_OfAMillionTasks_EveryTaskRunsOnce(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(workers));
        long ran = 0;
        runtime.BlockOn(async () =>
        {
            var handles = new JoinHandle[StressSettings.Rounds(Million)];
            for (int i = 0; i < handles.Length; i++)
            {
                handles[i] = LitenTask.Spawn(() =>
                {
                    Interlocked.Increment(ref ran);
                    return LitenTask.CompletedTask;
                });
                ProgressNowAndThen(watchdog, i);
            }

            for (int i = 0; i < handles.Length; i++)
            {
                await handles[i];
                ProgressNowAndThen(watchdog, i);
            }

            Assert.Equal(handles.Length, ran);
        });
        watchdog.Close(runtime);
    });

    private static void ProgressNowAndThen(ProgressWatchdog watchdog, int step)
    {
        if (step % ProgressStep == 0)
        {
            watchdog.Progress(ProgressStep);
        }
    }

    private static void SpawnBatch(Runtime runtime, TaskLedger ledger, Random random)
    {
        var batch = new List<JoinHandle>();
        for (int i = 0; i < BatchSize; i++)
        {
            batch.Add(ledger.Add(runtime.Spawn(ledger.Body(RandomBody(ledger, random, depth: 3)))));
        }

        runtime.BlockOn(async () =>
        {
            foreach (JoinHandle handle in batch)
            {
                await handle.JoinAsync();
            }
        });
        Assert.All(batch, handle => Assert.True(handle.IsCompleted));
    }

    private static Func<LitenTask> RandomBody(TaskLedger ledger, Random random, int depth)
    {
        if (depth > 0 && random.Next(3) == 0)
        {
            Func<LitenTask>[] children = [.. Enumerable.Range(0, random.Next(6)).Select(_ => ledger.Body(RandomBody(ledger, random, depth - 1)))];
            return async () =>
            {
                JoinHandle[] handles = Array.ConvertAll(children, child => ledger.Add(LitenTask.Spawn(child)));
                foreach (JoinHandle handle in handles)
                {
                    await handle.JoinAsync();
                }
            };
        }

        return random.Next(3) switch
        {
            0 => static () => LitenTask.CompletedTask,
            1 => static async () => await LitenTask.Yield(),
            _ => static () => throw new PlannedException(),
        };
    }
}
