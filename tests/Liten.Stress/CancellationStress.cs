using System.Diagnostics;

namespace Liten.Stress;

public class CancellationStress
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Mutex_WithRandomCancellation_LosesNoLock(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        const int Tasks = 24;
        const int Turns = 100;
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(workers));
        var mutex = new AsyncMutex<int>(0);
        using var tokens = new CancelledTokens(Tasks, watchdog.Seed);
        int locked = 0;
        int inside = 0;
        while (watchdog.TimeIsLeft)
        {
            runtime.BlockOn(async () => await LitenTask.WhenAll(Enumerable.Range(0, Tasks).Select(place => LitenTask.Spawn(async () =>
            {
                for (int i = 0; i < Turns; i++)
                {
                    try
                    {
                        using AsyncMutexGuard<int> guard = await mutex.LockAsync(tokens.Renew(place));
                        Assert.Equal(1, Interlocked.Increment(ref inside));
                        guard.Value++;
                        await (i % 2 == 0 ? LitenTask.Yield() : LitenTask.CompletedTask);
                        Interlocked.Increment(ref locked);
                        Assert.Equal(0, Interlocked.Decrement(ref inside));
                    }
                    catch (OperationCanceledException)
                    {
                        await LitenTask.Yield();
                    }
                }
            })).ToArray()));
            watchdog.Progress(Tasks * Turns);
        }

        Assert.True(mutex.TryLock(out AsyncMutexGuard<int> last));
        Assert.Equal(locked, last.Value);
        watchdog.Close(runtime);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Timers_WithRandomCancellation_NeverFireEarlyAndAreAllGone(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        const int Tasks = 200;
        const int Sleeps = 20;
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(workers));
        using var tokens = new CancelledTokens(Tasks, watchdog.Seed);
        var random = new Random(watchdog.Seed);
        while (watchdog.TimeIsLeft)
        {
            int[] seeds = [.. Enumerable.Range(0, Tasks).Select(_ => random.Next())];
            runtime.BlockOn(async () => await LitenTask.WhenAll(Enumerable.Range(0, Tasks).Select(place => LitenTask.Spawn(async () =>
            {
                var own = new Random(seeds[place]);
                for (int i = 0; i < Sleeps; i++)
                {
                    TimeSpan duration = TimeSpan.FromMicroseconds(own.Next(3000));
                    long start = Stopwatch.GetTimestamp();
                    try
                    {
                        await Time.Sleep(duration, own.Next(2) == 0 ? tokens.Renew(place) : CancellationToken.None);
                        Assert.True(Stopwatch.GetElapsedTime(start) >= duration, "a timer fired early");
                    }
                    catch (OperationCanceledException)
                    {
                    }
                }
            })).ToArray()));
            Assert.Equal(0, runtime.Metrics.LiveTimers);
            watchdog.Progress(Tasks * Sleeps);
        }

        watchdog.Close(runtime);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Join_ByManyAwaitersWithRandomCancellation_AnswersEach(int workers) => ProgressWatchdog.Run(watchdog =>
    {
        const int Awaiters = 200;
        using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(workers));
        using var tokens = new CancelledTokens(Awaiters, watchdog.Seed);
        while (watchdog.TimeIsLeft)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            JoinHandle<int> awaited = runtime.Spawn(async () => await receiver);
            int joined = 0;
            int cancelled = 0;
            JoinHandle[] awaiters = [.. Enumerable.Range(0, Awaiters).Select(place => runtime.Spawn(async () =>
            {
                try
                {
                    CancellationToken token = place % 2 == 0 ? tokens.Renew(place) : CancellationToken.None;
                    Assert.Equal(7, (await awaited.JoinAsync(token)).Value);
                    Interlocked.Increment(ref joined);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                }
            }))];
            Task<int>[] foreign = [.. Enumerable.Range(0, 10).Select(_ => awaited.AsTask())];
            sender.TrySend(7);
            runtime.BlockOn(async () => await LitenTask.WhenAll(awaiters));
            Assert.Equal(Awaiters, joined + cancelled);
            Assert.All(foreign, task => Assert.Equal(7, task.GetAwaiter().GetResult()));
            watchdog.Progress(Awaiters);
        }

        watchdog.Close(runtime);
    });
}
