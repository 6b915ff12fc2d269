namespace Liten.Stress;

public class WakeStress
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Yield_ByManyTasks_EveryTaskGetsItsTurns(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        const int Tasks = 300;
        const int Yields = 200;
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(workers));
        while (watchdog.TimeIsLeft)
        {
            int turns = 0;
            runtime.BlockOn(async () => await LitenTask.WhenAll(Enumerable.Range(0, Tasks).Select(_ => LitenTask.Spawn(async () =>
            {
                for (int i = 0; i < Yields; i++)
                {
                    await LitenTask.Yield();
                }

                Interlocked.Add(ref turns, Yields);
            })).ToArray()));
            Assert.Equal(Tasks * Yields, turns);
            watchdog.Progress(Tasks * Yields);
        }

        watchdog.Close(runtime);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Oneshot_PassedBetweenPairs_EveryValueArrives(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        const int Pairs = 16;
        const int Turns = 500;
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(workers));
        while (watchdog.TimeIsLeft)
        {
            runtime.BlockOn(async () => await LitenTask.WhenAll(Enumerable.Range(0, Pairs).SelectMany(_ =>
            {
                var pings = Oneshots(Turns);
                var pongs = Oneshots(Turns);
                return new[] { LitenTask.Spawn(() => Send(pings, pongs)), LitenTask.Spawn(() => Reply(pings, pongs)) };
            }).ToArray()));
            watchdog.Progress(Pairs * Turns * 2);
        }

        watchdog.Close(runtime);
    });

    /// <summary>With one worker there is no watcher, so nothing would cover up a wake-up that was lost.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void IdleRuntime_WokenFromOutside_WakesEachTime(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(workers));
        for (int i = 0; watchdog.GoesOn(i, usual: 100_000); i++)
        {
            runtime.BlockOn(static () => LitenTask.CompletedTask);
            watchdog.Progress();
        }

        watchdog.Close(runtime);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void SleepingTask_SentAValueFromOutside_WakesEachTime(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        const int Turns = 500;
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(workers));
        for (int batch = 0; watchdog.GoesOn(batch, usual: 200); batch++)
        {
            var pings = Oneshots(Turns);
            using var replies = new SemaphoreSlim(0);
            JoinHandle task = runtime.Spawn(async () =>
            {
                for (int i = 0; i < Turns; i++)
                {
                    Assert.Equal(i, await pings[i].Receiver);
                    replies.Release();
                }
            });
            for (int i = 0; i < Turns; i++)
            {
                Assert.True(pings[i].Sender.TrySend(i));
                replies.Wait();
                watchdog.Progress();
            }

            runtime.BlockOn(async () => await task);
        }

        watchdog.Close(runtime);
    });

    /// <summary>The thread in BlockOn drives everything; two of them hand the driver's place to and fro.</summary>
    [Fact]
    public void CurrentThreadRuntime_DrivenByTurns_WakesEachTime() => ProgressWatchdog.Run(watchdog =>
    {
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().CurrentThread());
        ForeignThreads.Start(3, watchdog.Seed, random =>
        {
            for (int i = 0; watchdog.GoesOn(i, usual: 10_000); i++)
            {
                int yields = random.Next(4);
                JoinHandle outside = runtime.Spawn(() => Yields(yields));
                runtime.BlockOn(async () =>
                {
                    await LitenTask.Spawn(() => Yields(yields));
                    await outside;
                });
                watchdog.Progress();
            }
        }).Join();
        watchdog.Close(runtime);
    });

    private static async LitenTask Yields(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await LitenTask.Yield();
        }
    }

    private static (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[] Oneshots(int count)
        => [.. Enumerable.Range(0, count).Select(_ => Oneshot.Create<int>())];

    private static async LitenTask Send(
        (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[] pings,
        (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[] pongs)
    {
        for (int i = 0; i < pings.Length; i++)
        {
            Assert.True(pings[i].Sender.TrySend(i));
            Assert.Equal(-i, await pongs[i].Receiver);
        }
    }

    private static async LitenTask Reply(
        (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[] pings,
        (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[] pongs)
    {
        for (int i = 0; i < pings.Length; i++)
        {
            int value = await pings[i].Receiver;
            Assert.True(pongs[i].Sender.TrySend(-value));
        }
    }
}
