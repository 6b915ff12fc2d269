using System.Diagnostics;

namespace Liten.Testing.Tests;

/// <summary>
/// With <see cref="SchedulePoints.Operations"/> a wait that blocks occupies its thread, as it would a worker's: the others go
/// on, and when there are none it is a deadlock.
/// </summary>
public sealed class BlockingTests
{
    public static TheoryData<string> Waits => [.. s_waits.Keys];

    /// <summary>Pairs of code of which one blocks until the other has gone on.</summary>
    private static readonly Dictionary<string, Func<(Action One, Action Other)>> s_waits = new()
    {
        ["lock"] = static () => Twice(new object(), static gate =>
        {
            lock (gate)
            {
                Interleave.Point();
            }
        }),
        ["Lock"] = static () => Twice(new Lock(), static gate =>
        {
            lock (gate)
            {
                Interleave.Point();
            }
        }),
        ["SemaphoreSlim"] = static () => Twice(new SemaphoreSlim(1), static semaphore =>
        {
            semaphore.Wait();
            Interleave.Point();
            semaphore.Release();
        }),
        ["Mutex"] = static () => Twice(new Mutex(), static mutex =>
        {
            mutex.WaitOne();
            Interleave.Point();
            mutex.ReleaseMutex();
        }),
        ["ReaderWriterLockSlim"] = static () => Twice(new ReaderWriterLockSlim(), static rooms =>
        {
            rooms.EnterWriteLock();
            Interleave.Point();
            rooms.ExitWriteLock();
        }),
        ["ManualResetEventSlim"] = static () =>
        {
            var isSet = new ManualResetEventSlim();
            return (() => isSet.Wait(), isSet.Set);
        },
        ["AutoResetEvent"] = static () =>
        {
            var isSet = new AutoResetEvent(false);
            return (() => isSet.WaitOne(), () => isSet.Set());
        },
        ["Task.Result"] = static () =>
        {
            var source = new TaskCompletionSource<int>();
            return (() => Assert.Equal(1, source.Task.Result), () => source.SetResult(1));
        },
        ["Task.WaitAll"] = static () =>
        {
            var source = new TaskCompletionSource();
            return (() => Task.WaitAll([source.Task]), source.SetResult);
        },
        ["Monitor.Wait"] = static () =>
        {
            object gate = new();
            bool isSet = false;
            return (Wait, Set);

            void Wait()
            {
                lock (gate)
                {
                    while (!isSet)
                    {
                        Monitor.Wait(gate);
                    }
                }
            }

            void Set()
            {
                lock (gate)
                {
                    isSet = true;
                    Monitor.Pulse(gate);
                }
            }
        },
    };

    private static ExploreOptions Options => new() { Points = SchedulePoints.Operations, Schedules = 200 };

    [Theory]
    [MemberData(nameof(Waits))]
    public void Wait_ThatAnotherEnds_GoesOn(string wait)
    {
        using var world = new World(Options);
        ScheduleBody body = Bodies.Of(Run, "", 0);
        ScheduleStrategy strategy = Strategy.Random;
        strategy.Start(3);
        for (int schedule = 0; schedule < 200; schedule++)
        {
            ScheduleOutcome first = world.Run(body, strategy);
            Assert.Null(first.Failure);
            Assert.Equal(first.Hash, world.Run(body, new ReplayStrategy([.. world.Deviations])).Hash);
        }

        async LitenTask Run()
        {
            (Action one, Action other) = s_waits[wait]();
            await LitenTask.WhenAll(LitenTask.Spawn(() => Do(one)), LitenTask.Spawn(() => Do(other)));
        }
    }

    [Fact]
    public void Result_OnTheOnlyThread_IsADeadlockWithItsLine()
    {
        ScheduleFailedException failed = Deadlock(
            async () =>
            {
                await Task.Yield();
                _ = Later().Result;
            },
            workers: 1);
        Assert.Contains("all threads are blocked (Workers: 1)", failed.Message);
        Assert.Contains("which blocks a thread  BlockingTests.", failed.Message);
        Assert.Contains("BlockingTests.cs:", failed.Message);

        static async Task<int> Later()
        {
            await Task.Yield();
            return 1;
        }
    }

    /// <summary>The starvation that .NET's pool heals by further threads, after a while.</summary>
    [Fact]
    public void Result_OnTwoOfTwo_IsADeadlockWithBothLines()
    {
        ScheduleFailedException failed = Deadlock(TwoWaitForAThird, workers: 2);
        Assert.Contains("all threads are blocked (Workers: 2)", failed.Message);
        Assert.Matches("#2  waits for Task.*, which blocks a thread  BlockingTests.TwoWaitForAThird", failed.Message);
        Assert.Matches("#3  waits for Task.*, which blocks a thread  BlockingTests.TwoWaitForAThird", failed.Message);
    }

    [Fact]
    public void Result_OnTwoOfThree_Passes()
        => Explore.Run(
            TwoWaitForAThird, new ExploreOptions { Points = SchedulePoints.Operations, Schedules = 200, Workers = 3 });

    [Fact]
    public void TwoLocksOfNet_AreADeadlock_AndInOneOrderNone()
    {
        ScheduleFailedException failed = Deadlock(() => TakeBoth(inOneOrder: false), workers: 2);
        Assert.Equal(2, failed.Message.Split("which blocks a thread  BlockingTests.").Length - 1);
        Explore.Run(() => TakeBoth(inOneOrder: true), Options);
    }

    [Fact]
    public void Deadlock_IsToldAtOnce()
    {
        using var world = new World(new ExploreOptions { Points = SchedulePoints.Operations });
        ScheduleBody body = Bodies.Of(Block, "", 0);
        world.Run(body, new ReplayStrategy([]));
        long begin = Stopwatch.GetTimestamp();
        Assert.Equal(ScheduleFailure.Deadlock, world.Run(body, new ReplayStrategy([])).Failure);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0.0} ms");

        static LitenTask Block()
        {
            new SemaphoreSlim(0).Wait();
            return LitenTask.CompletedTask;
        }
    }

    /// <summary>How long a limit is cannot count: .NET takes off it what it spends spinning, in real time.</summary>
    [Fact]
    public void WaitWithALimit_GivesUpWhenNothingElseCanGoOn()
        => Explore.Run(
            async () =>
            {
                using var semaphore = new SemaphoreSlim(0);
                Assert.False(semaphore.Wait(TimeSpan.FromHours(1)));
                JoinHandle<bool> waits = LitenTask.Spawn(
                    () => LitenTask.FromResult(semaphore.Wait(TimeSpan.FromHours(1))));
                await Time.Sleep(TimeSpan.FromHours(2));
                semaphore.Release();
                Assert.True(await waits);
            },
            Options);

    [Fact]
    public void WaitForRealWork_IsAllowed()
        => Explore.Run(
            () =>
            {
                Assert.Equal(3, Task.Run(static () => 3).Result);
                return LitenTask.CompletedTask;
            },
            new ExploreOptions { Points = SchedulePoints.Operations, Outside = OutsideRule.Allow, Schedules = 3 });

    private static async LitenTask TwoWaitForAThird()
    {
        var source = new TaskCompletionSource<int>();
        await LitenTask.WhenAll(
            LitenTask.Spawn(() => Do(() => _ = source.Task.Result)),
            LitenTask.Spawn(() => Do(() => _ = source.Task.Result)),
            LitenTask.Spawn(() => Do(() => source.SetResult(1))));
    }

    private static async LitenTask TakeBoth(bool inOneOrder)
    {
        object a = new();
        object b = new();
        await LitenTask.WhenAll(
            LitenTask.Spawn(() => Do(() => Take(a, b))),
            LitenTask.Spawn(() => Do(() => Take(inOneOrder ? a : b, inOneOrder ? b : a))));

        static void Take(object first, object second)
        {
            lock (first)
            {
                Interleave.Point();
                lock (second)
                {
                    Interleave.Point();
                }
            }
        }
    }

    private static (Action One, Action Other) Twice<T>(T state, Action<T> action)
        => (() => action(state), () => action(state));

    private static LitenTask Do(Action action)
    {
        action();
        return LitenTask.CompletedTask;
    }

    private static ScheduleFailedException Deadlock(Func<LitenTask> body, int workers)
    {
        var failed = Assert.Throws<ScheduleFailedException>(
            () => Explore.Run(body, new ExploreOptions { Points = SchedulePoints.Operations, Workers = workers }));
        TestContext.Current.TestOutputHelper!.WriteLine(failed.Message);
        Assert.Equal(ScheduleFailure.Deadlock, failed.Failure);
        return failed;
    }
}
