using System.Globalization;

namespace Liten.Stress;

/// <summary>Many turns in five lanes: limits and pins are never broken, and no turn is lost.</summary>
public class LaneStress
{
    private const int Workers = 4;
    private const int Tasks = 40;
    private const int TurnsOfEach = 500;

    private static readonly string[] s_lanes = ["default", "requests", "bulk", "ledger", "pinned"];
    private static readonly int[] s_limits = [Workers, Workers, 2, 1, Workers];
    private static readonly int[][] s_pins = [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [3], [0, 2]];

    [Fact]
    public void Turns_InFiveLanes_KeepLimitsAndPinsAndAreAllMade() => ProgressWatchdog.Run(watchdog =>
    {
        using Runtime runtime = watchdog.Watch(Builder());
        for (int round = 0; watchdog.GoesOn(round, usual: 10); round++)
        {
            var places = new LanePlaces();
            long made = 0;
            JoinHandle[] tasks = [.. Enumerable.Range(0, Tasks).Select(i => Start(runtime, i, async random =>
            {
                for (int turn = 0; turn < TurnsOfEach; turn++)
                {
                    places.Visit(i % s_lanes.Length);
                    Interlocked.Increment(ref made);
                    await WaitAsync(random);
                    watchdog.Progress();
                }
            }, watchdog.Seed))];
            runtime.BlockOn(async () => await LitenTask.WhenAll(tasks));

            Assert.Equal(0, places.Broken);
            Assert.Equal(Tasks * TurnsOfEach, made);
        }

        watchdog.Close(runtime);
    });

    /// <summary>Who holds a lock may be of any lane, and so may who waits for it.</summary>
    [Fact]
    public void Locks_AcrossLanes_AreHeldByOneAndGivenToAll() => ProgressWatchdog.Run(watchdog =>
    {
        using Runtime runtime = watchdog.Watch(Builder());
        for (int round = 0; watchdog.GoesOn(round, usual: 10); round++)
        {
            var mutex = new AsyncMutex();
            int inside = 0;
            JoinHandle[] tasks = [.. Enumerable.Range(0, Tasks).Select(i => Start(runtime, i, async random =>
            {
                for (int turn = 0; turn < 50; turn++)
                {
                    using (await mutex.LockAsync())
                    {
                        Assert.Equal(1, Interlocked.Increment(ref inside));
                        await WaitAsync(random);
                        Interlocked.Decrement(ref inside);
                    }

                    watchdog.Progress();
                }
            }, watchdog.Seed))];
            runtime.BlockOn(async () => await LitenTask.WhenAll(tasks));
        }

        watchdog.Close(runtime);
    });

    [Fact]
    public void Shutdown_WithLanesFull_CompletesEveryHandle() => ProgressWatchdog.Run(watchdog =>
    {
        var random = new Random(watchdog.Seed);
        for (int round = 0; watchdog.GoesOn(round, usual: 50); round++)
        {
            Runtime runtime = watchdog.Watch(Builder());
            JoinHandle[] tasks = [.. Enumerable.Range(0, Tasks).Select(i => Start(runtime, i, async own =>
            {
                while (true)
                {
                    await WaitAsync(own);
                }
            }, watchdog.Seed))];
            Thread.SpinWait(random.Next(50_000));
            watchdog.Close(runtime);
            Assert.All(tasks, static task => Assert.True(task.IsCompleted));
            watchdog.Progress();
        }
    });

    private static RuntimeBuilder Builder() => Runtime.CreateBuilder()
        .WorkerThreads(Workers)
        .Lane("requests", shares: 8, latency: TimeSpan.FromMilliseconds(1))
        .Lane("bulk", maxWorkers: 2)
        .Lane("ledger", maxWorkers: 1, workers: [3], order: LaneOrder.EarliestDeadline)
        .Lane("pinned", workers: [0, 2]);

    private static JoinHandle Start(Runtime runtime, int number, Func<Random, LitenTask> body, int seed)
        => runtime.Spawn(() => body(new Random(seed + number)), new SpawnOptions { Lane = s_lanes[number % s_lanes.Length] });

    /// <summary>One of the ways to come back: by the lane's queue, a timer, the ThreadPool.</summary>
    private static async LitenTask WaitAsync(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                await Time.Sleep(TimeSpan.FromMicroseconds(random.Next(100)));
                break;
            case 1:
                await Task.Run(static () => { });
                break;
            default:
                await LitenTask.Yield();
                break;
        }
    }

    /// <summary>Who is where in this moment.</summary>
    private sealed class LanePlaces
    {
        private readonly int[] _inside = new int[s_lanes.Length];
        private int _broken;

        public int Broken => _broken;

        public void Visit(int lane)
        {
            bool isTooMany = Interlocked.Increment(ref _inside[lane]) > s_limits[lane];
            int worker = int.Parse(Thread.CurrentThread.Name!.Split('-')[^1], CultureInfo.InvariantCulture);
            if (isTooMany || !s_pins[lane].Contains(worker))
            {
                Interlocked.Increment(ref _broken);
            }

            Interlocked.Decrement(ref _inside[lane]);
        }
    }
}
