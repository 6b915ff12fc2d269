using Replay.Bugs;

namespace Liten.Testing.Benchmarks;

/// <summary>What is explored: three tasks that lock, yield and lock again.</summary>
internal static class Bodies
{
    public static (string Name, Func<TestRun, LitenTask> Body)[] Broken =>
    [
        (nameof(LostUpdate), LostUpdate.Broken),
        (nameof(CheckThenAct), CheckThenAct.Broken),
        (nameof(TwoLocks), TwoLocks.Broken),
        (nameof(MissedSignal), MissedSignal.Broken),
        (nameof(DoubleDispose), DoubleDispose.Broken),
        (nameof(LazyInit), run => Await(LazyInit.Broken, run)),
        (nameof(CacheStampede), run => Await(CacheStampede.Broken, run)),
        (nameof(Shutdown), run => Await(Shutdown.Broken, run)),
        (nameof(CancelledJob), CancelledJob.Broken),
        (nameof(LateTimeout), LateTimeout.Broken),
    ];

    public static (string Name, Func<TestRun, LitenTask> Body)[] Mended =>
    [
        (nameof(LostUpdate), LostUpdate.Mended),
        (nameof(CheckThenAct), CheckThenAct.Mended),
        (nameof(TwoLocks), TwoLocks.Mended),
        (nameof(MissedSignal), MissedSignal.Mended),
        (nameof(DoubleDispose), DoubleDispose.Mended),
        (nameof(LazyInit), run => Await(LazyInit.Mended, run)),
        (nameof(CacheStampede), run => Await(CacheStampede.Mended, run)),
        (nameof(Shutdown), run => Await(Shutdown.Mended, run)),
        (nameof(CancelledJob), CancelledJob.Mended),
        (nameof(LateTimeout), LateTimeout.Mended),
    ];

    public static async LitenTask OfLitenTask()
    {
        var mutex = new AsyncMutex();
        JoinHandle one = LitenTask.Spawn(mutex, static mutex => Work(mutex));
        JoinHandle two = LitenTask.Spawn(mutex, static mutex => Work(mutex));
        await one;
        await two;

        static async LitenTask Work(AsyncMutex mutex)
        {
            using (await mutex.LockAsync())
            {
                await LitenTask.Yield();
            }

            using (await mutex.LockAsync())
            {
            }
        }
    }

    public static async LitenTask OfTask()
    {
        var mutex = new AsyncMutex();
        JoinHandle one = LitenTask.Spawn(() => Work(mutex));
        JoinHandle two = LitenTask.Spawn(() => Work(mutex));
        await one;
        await two;

        static async Task Work(AsyncMutex mutex)
        {
            using (await mutex.LockAsync())
            {
                await Task.Yield();
            }

            using (await mutex.LockAsync())
            {
            }
        }
    }

    public static async LitenTask OfSleeps()
    {
        JoinHandle one = LitenTask.Spawn(static () => Time.Sleep(TimeSpan.FromSeconds(2)));
        JoinHandle two = LitenTask.Spawn(static () => Time.Sleep(TimeSpan.FromSeconds(1)));
        await one;
        await two;
    }

    private static async LitenTask Await(Func<TestRun, Task> body, TestRun run) => await LitenTask.Spawn(() => body(run));
}
