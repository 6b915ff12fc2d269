using System.Diagnostics;

namespace Liten.Testing.Tests;

/// <summary>
/// With <see cref="SchedulePoints.Operations"/> code stops in mid-stack too: what no await separates is found, shrunk and
/// replayed as any other order.
/// </summary>
public sealed class OperationTests
{
    private const int Seeds = 40;

    private static ExploreOptions Options => new() { Points = SchedulePoints.Operations };

    [Fact]
    public void LostUpdateOfAPlainField_IsFound()
    {
        ScheduleFailedException failed = Fail(CountTwice(locks: false));
        Assert.Equal(ScheduleFailure.Exception, failed.Failure);
        Assert.Contains("Interleave.Point  OperationTests.", failed.Message);
        Assert.Contains("It passes when step ", failed.Message);
        Assert.Contains("Points: Operations. Workers: 2. Replay: ", failed.Message);
    }

    [Fact]
    public void LostUpdate_UnderALockThatBlocks_DoesNotHappen()
        => Assert.Equal(1000, Explore.Run(CountTwice(locks: true), Options).Schedules);

    [Fact]
    public void WithoutTheOption_APointDoesNothing()
        => Assert.Equal(200, Explore.Run(CountTwice(locks: false), new ExploreOptions { Schedules = 200 }).Schedules);

    [Fact]
    public void OutsideOfASchedule_APointDoesNothing() => Interleave.Point();

    [Fact]
    public void MissedSignalWithoutAnAwait_IsFoundForEachSeed()
    {
        int worst = Enumerable.Range(1, Seeds).Max(seed =>
        {
            var options = new ExploreOptions
            {
                Points = SchedulePoints.Operations,
                Schedules = 500,
                Seed = (ulong)seed,
            };
            var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(WaitForASignal(remembers: false), options));
            Assert.Equal(ScheduleFailure.Deadlock, failed.Failure);
            return failed.Schedule + 1;
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"worst of {Seeds} seeds: {worst}");
    }

    [Fact]
    public void MissedSignal_ThatIsRemembered_Passes()
        => Assert.Equal(1000, Explore.Run(WaitForASignal(remembers: true), Options).Schedules);

    [Fact]
    public void MissedPulseWithoutAnAwait_IsFound()
        => Assert.Equal(ScheduleFailure.Deadlock, Fail(WaitForAPulse(since: false)).Failure);

    [Fact]
    public void MissedPulse_WaitedForByItsNumber_Passes()
        => Assert.Equal(1000, Explore.Run(WaitForAPulse(since: true), Options).Schedules);

    [Fact]
    public void EveryOrder_IsTriedOnce()
    {
        var seen = new List<string>();
        ExplorationReport report = Explore.Run(
            async () =>
            {
                string order = "";
                await LitenTask.WhenAll(LitenTask.Spawn(() => Write("ab")), LitenTask.Spawn(() => Write("cd")));
                seen.Add(order);

                LitenTask Write(string letters)
                {
                    order += letters[0];
                    Interleave.Point();
                    order += letters[1];
                    return LitenTask.CompletedTask;
                }
            },
            new ExploreOptions { Points = SchedulePoints.Operations, Strategy = Strategy.Exhaustive });

        Assert.True(report.IsComplete);
        Assert.Equal(["abcd", "acbd", "acdb", "cabd", "cadb", "cdab"], seen.Distinct().Order());
    }

    /// <summary>A turn that is stopped needs its thread: three tasks can be in mid-stack with three threads only.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(16, 3)]
    public void Workers_AreSoManyTurnsInMidStack(int workers, int expected)
    {
        int most = 0;
        Explore.Run(
            async () =>
            {
                int inside = 0;
                await LitenTask.WhenAll(LitenTask.Spawn(Enter), LitenTask.Spawn(Enter), LitenTask.Spawn(Enter));

                LitenTask Enter()
                {
                    most = Math.Max(most, ++inside);
                    Interleave.Point();
                    inside--;
                    return LitenTask.CompletedTask;
                }
            },
            new ExploreOptions { Points = SchedulePoints.Operations, Workers = workers, Strategy = Strategy.Exhaustive });
        Assert.Equal(expected, most);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void Workers_OutOfRange_AreRefused(int workers)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new ExploreOptions { Workers = workers });

    [Fact]
    public void SpinningAtAPoint_EndsWhenOthersEndIt()
        => Explore.Run(SpinUntilDone(ends: true), new ExploreOptions
        {
            Points = SchedulePoints.Operations,
            Schedules = 30,
            MaxTurns = 200,
        });

    [Fact]
    public void SpinningAtAPoint_IsALivelock()
    {
        ScheduleFailedException failed = Fail(
            SpinUntilDone(ends: false), new ExploreOptions { Points = SchedulePoints.Operations, MaxTurns = 200 });
        Assert.Equal(ScheduleFailure.Livelock, failed.Failure);
        Assert.Contains("Interleave.Point", failed.Message);
    }

    [Fact]
    public void TenThousandSchedules_AreTheSameTwice()
    {
        using var world = new World(Options);
        ScheduleBody body = Bodies.Of(SharesAll, "", 0);
        ScheduleStrategy strategy = Strategy.Random;
        strategy.Start(11);
        for (int schedule = 0; schedule < 10_000; schedule++)
        {
            ScheduleOutcome first = world.Run(body, strategy);
            Deviation[] deviations = [.. world.Deviations];
            ScheduleOutcome second = world.Run(body, new ReplayStrategy(deviations));
            Assert.Null(first.Failure);
            Assert.Equal(first.Hash, second.Hash);
            Assert.Equal(deviations, world.Deviations);
        }
    }

    [Theory]
    [MemberData(nameof(ClassicBugNames.All), MemberType = typeof(ClassicBugNames))]
    public void ClassicBugs_AreFoundAndReplayed_AndTheirTwinsPass(string name)
    {
        var bug = ClassicBug.Called(name);
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(bug.RunBroken, Options));
        var again = Assert.Throws<ScheduleFailedException>(() => Explore.Replay(failed.Replay, bug.RunBroken, Options));
        Assert.Equal(failed.Replay, again.Replay);
        Explore.Run(bug.RunMended, Options);
    }

    [Fact]
    public void EscapeFromAnyThread_IsSeen_InEverySchedule()
    {
        using var world = new World(Options);
        ScheduleBody body = Bodies.Of(EscapeWhileAnotherIsStopped, "", 0);
        ScheduleStrategy strategy = Strategy.Random;
        strategy.Start(5);
        int escapes = 0;
        for (int schedule = 0; schedule < 100; schedule++)
        {
            ScheduleOutcome outcome = world.Run(body, strategy);
            Assert.True(outcome.Failure is null or ScheduleFailure.Outside, outcome.Text);
            escapes += outcome.Failure is null ? 0 : 1;
            Assert.Equal(outcome.Failure, world.Run(body, new ReplayStrategy([.. world.Deviations])).Failure);
        }

        Assert.True(escapes > 5, $"{escapes} escapes");
    }

    [Fact]
    public void Abort_StrikesWhileCodeIsInMidStack()
    {
        int seen = 0;
        Explore.Run(
            async run =>
            {
                run.Faults.AbortAnyTask(atMost: 1);
                bool isInside = false;
                JoinHandle stopped = LitenTask.Spawn(() =>
                {
                    isInside = true;
                    Interleave.Point();
                    isInside = false;
                    return LitenTask.CompletedTask;
                });
                JoinHandle other = LitenTask.Spawn(() => Time.Sleep(Timeout.InfiniteTimeSpan));
                other.Abort();
                await other.JoinAsync();
                seen += isInside ? 1 : 0;
                await stopped.JoinAsync();
            },
            Options);
        Assert.True(seen > 0);
    }

    /// <summary>The test runs itself in another process, whose hash codes of strings are others.</summary>
    [Fact]
    public void Line_FailsAgainInAnotherProcess()
    {
        ScheduleFailedException failed = Fail(CountTwice(locks: false));
        if (Environment.GetEnvironmentVariable("LITEN_REPLAY") is { Length: > 0 } line)
        {
            Assert.Equal(line, failed.Replay);
            Assert.Contains("in schedule 0 of 1.", failed.Message);
            return;
        }

        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                typeof(OperationTests).Assembly.Location,
                "-method",
                $"{typeof(OperationTests).FullName}.{nameof(Line_FailsAgainInAnotherProcess)}",
            },
            Environment = { ["LITEN_REPLAY"] = failed.Replay },
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Contains("Total: 1,", output);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>A strategy that breaks its word does so on the thread that explores, or in the code of the test.</summary>
    [Fact]
    public void WrongChoice_IsTold()
    {
        Exception thrown = Assert.ThrowsAny<Exception>(() => Explore.Run(
            CountTwice(locks: true),
            new ExploreOptions { Points = SchedulePoints.Operations, Strategy = new WrongStrategy() }));
        Assert.Contains("WrongStrategy.Choose returned", thrown.ToString());
    }

    private static Func<LitenTask> CountTwice(bool locks) => async () =>
    {
        int count = 0;
        var gate = new Lock();
        await LitenTask.WhenAll(LitenTask.Spawn(Add), LitenTask.Spawn(Add));
        Assert.Equal(2, count);

        LitenTask Add()
        {
            if (locks)
            {
                lock (gate)
                {
                    AddNow();
                }
            }
            else
            {
                AddNow();
            }

            return LitenTask.CompletedTask;
        }

        void AddNow()
        {
            int seen = count;
            Interleave.Point();
            count = seen + 1;
        }
    };

    private static Func<LitenTask> WaitForASignal(bool remembers) => async () =>
    {
        bool isReady = false;
        var signal = new AsyncNotify();
        await LitenTask.WhenAll(LitenTask.Spawn(Wait), LitenTask.Spawn(Signal));

        async LitenTask Wait()
        {
            if (!isReady)
            {
                await signal.WaitAsync();
            }
        }

        LitenTask Signal()
        {
            isReady = true;
            if (remembers)
            {
                signal.NotifyOne();
            }
            else
            {
                signal.NotifyAll();
            }

            return LitenTask.CompletedTask;
        }
    };

    private static Func<LitenTask> WaitForAPulse(bool since) => async () =>
    {
        bool isReady = false;
        (PulseSender sender, PulseReceiver receiver) = Pulse.Create();
        await LitenTask.WhenAll(LitenTask.Spawn(Wait), LitenTask.Spawn(Signal));

        async LitenTask Wait()
        {
            long seen = receiver.Generation;
            if (!isReady)
            {
                await (since ? receiver.WaitAsync(seen) : receiver.WaitAsync());
            }
        }

        LitenTask Signal()
        {
            isReady = true;
            sender.NotifyAll();
            return LitenTask.CompletedTask;
        }
    };

    private static Func<LitenTask> SpinUntilDone(bool ends) => async () =>
    {
        bool isDone = false;
        await LitenTask.WhenAll(LitenTask.Spawn(Spin), LitenTask.Spawn(End));

        LitenTask Spin()
        {
            while (!isDone)
            {
                Interleave.Point();
            }

            return LitenTask.CompletedTask;
        }

        LitenTask End()
        {
            isDone = ends;
            return LitenTask.CompletedTask;
        }
    };

    /// <summary>A bit of everything: a lock of .NET's, a channel, a mutex, a sleep and points of its own.</summary>
    private static async LitenTask SharesAll()
    {
        var gate = new Lock();
        var mutex = new AsyncMutex<int>(0);
        (MpmcSender<int> sender, MpmcReceiver<int> receiver) = Mpmc.CreateBounded<int>(2);
        await LitenTask.WhenAll(LitenTask.Spawn(Share), LitenTask.Spawn(Share), LitenTask.Spawn(Share));

        async LitenTask Share()
        {
            lock (gate)
            {
                Interleave.Point();
                sender.TrySend(1);
            }

            using (AsyncMutexGuard<int> guard = await mutex.LockAsync())
            {
                guard.Value++;
            }

            await Time.Sleep(TimeSpan.FromMilliseconds(1));
            receiver.TryReceive(out _);
        }
    }

    private static async LitenTask EscapeWhileAnotherIsStopped()
    {
        bool isInside = false;
        await LitenTask.WhenAll(
            LitenTask.Spawn(() =>
            {
                isInside = true;
                Interleave.Point();
                isInside = false;
                return LitenTask.CompletedTask;
            }),
            LitenTask.Spawn(() =>
            {
                _ = isInside ? Task.Run(static () => { }) : null;
                return LitenTask.CompletedTask;
            }));
    }

    private static ScheduleFailedException Fail(Func<LitenTask> body, ExploreOptions? options = null)
    {
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(body, options ?? Options));
        TestContext.Current.TestOutputHelper!.WriteLine(failed.Message);
        return failed;
    }

    private sealed class WrongStrategy : ScheduleStrategy
    {
        private int _decisions;

        public override int Choose(in Decision decision) => ++_decisions > 1 ? decision.Count : decision.Count - 1;
    }
}
