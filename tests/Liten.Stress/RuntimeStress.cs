using System.Collections.Concurrent;

namespace Liten.Stress;

public class RuntimeStress
{
    private const int Shooters = 16;
    private const int ShotsOfEach = 30;

    [Fact]
    public void Runtimes_MadeUsedAndDisposed_LeaveNoThread() => ProgressWatchdog.Run(watchdog =>
    {
        var random = new Random(watchdog.Seed);
        int started = 0;
        int stopped = 0;
        for (int i = 0; watchdog.GoesOn(i, usual: 200); i++)
        {
            RuntimeBuilder builder = (i % 4) switch
            {
                0 => Runtime.CreateBuilder().CurrentThread(),
                1 => Runtime.CreateBuilder().WorkerThreads(1),
                2 => Runtime.CreateBuilder().WorkerThreads(3).DisableWorkStealing(),
                _ => Runtime.CreateBuilder().WorkerThreads(3),
            };
            Runtime runtime = watchdog.Watch(builder
                .WorkerThreadName("churn")
                .OnThreadStart(_ => Interlocked.Increment(ref started))
                .OnThreadStop(_ => Interlocked.Increment(ref stopped)));
            Use(runtime, random);
            watchdog.Close(runtime);
            Assert.Equal(started, stopped);
            watchdog.Progress();
        }

        ProgressWatchdog.Until(static () => ProcessFigures.CountThreads("churn") == 0);
    });

    [Fact]
    public void TwoRuntimes_AwaitingEachOthersTasks_GoOn() => ProgressWatchdog.Run(watchdog =>
    {
        Runtime[] runtimes = [watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(1)), watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(2))];
        ForeignThreads.Start(2, watchdog.Seed, random =>
        {
            while (watchdog.TimeIsLeft)
            {
                int depth = random.Next(1, 30);
                Assert.Equal(depth, runtimes[random.Next(2)].BlockOn(() => Descend(runtimes, depth)));
                watchdog.Progress();
            }
        }).Join();
        watchdog.Close(runtimes[0]);
        watchdog.Close(runtimes[1]);
    });

    [Theory]
    [InlineData(0)] // a current-thread runtime
    [InlineData(1)]
    [InlineData(2)]
    public void Shutdown_UnderFire_CompletesEveryHandle(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        var random = new Random(watchdog.Seed);
        for (int round = 0; watchdog.GoesOn(round, usual: 100); round++)
        {
            ShutDownUnderFire(watchdog, workers, random);
        }
    });

    /// <summary>The body waits for something foreign that ignores its token, so a shutdown gives it up, and BlockOn must say so.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BlockOn_OfABodyThatShutdownGivesUp_Ends(bool currentThread) => ProgressWatchdog.Run(watchdog =>
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().AbandonAfter(TimeSpan.FromMilliseconds(20));
        Runtime runtime = watchdog.Watch(currentThread ? builder.CurrentThread() : builder.WorkerThreads(1));
        var foreign = new TaskCompletionSource();
        var waiting = new TaskCompletionSource();
        ForeignThreads blocked = ForeignThreads.Start(1, 0, _ => Assert.Throws<TaskAbortedException>(() => runtime.BlockOn(async () =>
        {
            waiting.SetResult();
            await foreign.Task;
        })));
        waiting.Task.GetAwaiter().GetResult();

        ShutdownReport report = runtime.Shutdown(Timeout.InfiniteTimeSpan);

        Assert.Single(report.AbandonedTasks);
        blocked.Join();
        foreign.SetResult();
        watchdog.Progress();
    });

    private static void ShutDownUnderFire(ProgressWatchdog watchdog, int workers, Random random)
    {
        RuntimeBuilder builder = workers == 0 ? Runtime.CreateBuilder().CurrentThread() : Runtime.CreateBuilder().WorkerThreads(workers);
        Runtime runtime = watchdog.Watch(builder.MaxBlockingThreads(2));
        var mutex = new AsyncMutex<int>(0);
        JoinHandle never = runtime.Spawn(async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
        var waits = new RandomWaits(mutex, never);
        var ledger = new TaskLedger();
        var recent = new ConcurrentQueue<JoinHandle>();
        int shots = 0;
        ForeignThreads fire = ForeignThreads.Start(Shooters, random.Next(), own =>
        {
            for (int i = 0; i < ShotsOfEach; i++)
            {
                recent.Enqueue(ledger.Add(runtime.Spawn(ledger.Body(waits.Pick(own)))));
                var (sender, receiver) = Oneshot.Create<int>();
                ledger.Add(runtime.Spawn(ledger.Body(() => receiver.ReceiveAsync().AsVoid())));
                if (own.Next(10) == 0)
                {
                    recent.Enqueue(runtime.SpawnBlocking(() => Thread.SpinWait(100)));
                }

                if (own.Next(2) == 0 && recent.TryDequeue(out JoinHandle? victim))
                {
                    victim.Abort();
                }

                sender.TrySend(1);
                Interlocked.Increment(ref shots);
            }
        });

        int enough = random.Next(Shooters * ShotsOfEach);
        ProgressWatchdog.Until(() => Volatile.Read(ref shots) >= enough);
        ShutdownReport report = runtime.Shutdown(Timeout.InfiniteTimeSpan);
        fire.Join();

        Assert.True(report.IsComplete, report.ToString());
        watchdog.Report(ledger.Settle(ledger.TakeHandles()));
        Assert.All(recent, job => Assert.True(job.IsCompleted));
        Assert.False(mutex.IsLocked, "a task that was shut down has kept the lock");
        watchdog.Close(runtime);
        watchdog.Progress(Shooters * ShotsOfEach);
    }

    private static void Use(Runtime runtime, Random random)
    {
        int tasks = random.Next(20);
        runtime.BlockOn(async () =>
        {
            for (int i = 0; i < tasks; i++)
            {
                _ = LitenTask.Spawn(async () => await Time.Sleep(TimeSpan.FromHours(1)));
                await LitenTask.Spawn(async () => await LitenTask.Yield());
            }

            await Blocking.Spawn(() => Thread.SpinWait(tasks));
        });
    }

    private static async LitenTask<int> Descend(Runtime[] runtimes, int depth)
        => depth == 0 ? 0 : 1 + await runtimes[depth % 2].Spawn(() => Descend(runtimes, depth - 1));
}
