#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what these tests are about.

namespace Liten.Tests.BlockingPools;

/// <summary>Blocking.InPlace: what the code sees, and that everything else goes on.</summary>
public sealed class InPlaceTests
{
    private const int Rounds = 200;

    public static TheoryData<string> Bodies => ["LitenTask", "Task", "ValueTask"];

    [Fact]
    public void ItRunsHere_AndItsResultAndExceptionAreTheCallers()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        it.Run(async () =>
        {
            Thread here = Thread.CurrentThread;
            long task = LitenTask.Current.Id;
            Assert.Equal(7, Blocking.InPlace(() =>
            {
                Assert.Same(here, Thread.CurrentThread);
                Assert.Equal(task, LitenTask.Current.Id);
                Assert.Same(it.Runtime, Runtime.Current);
                Assert.Same(it.Runtime.SynchronizationContext, SynchronizationContext.Current);
                return 7;
            }));
            var own = new NotSupportedException();
            Assert.Same(own, Assert.Throws<NotSupportedException>(() => Blocking.InPlace(() => throw own)));
            await LitenTask.Yield();
        });
        it.WaitUntil(() => it.Metrics.InPlaceThreads == 0, "the thread to come back");
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void TheOnlyWorkerBlocks_OthersGoOn(string body)
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var ran = new ManualResetEventSlim();

        JoinHandle task = body switch
        {
            "LitenTask" => it.Runtime.Spawn(async LitenTask () => await Block()),
            "Task" => it.Runtime.Spawn(async Task () => await Block()),
            _ => it.Runtime.Spawn(async ValueTask () => await Block()),
        };

        Assert.True(it.Outcome(task).IsSuccess);

        async Task Block()
        {
            await LitenTask.Yield();
            for (int i = 0; i < 3; i++)
            {
                ran.Reset();
                JoinHandle child = LitenTask.Spawn(async () =>
                {
                    await Time.Sleep(TimeSpan.FromMilliseconds(1));
                    ran.Set();
                });
                Blocking.InPlace(() => it.WaitFor(ran, "a task of the blocked worker"));
                Assert.True(it.Metrics.InPlaceThreads >= 1);
                await child;
                await LitenTask.Yield();
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void AllWorkersBlockAtOnce_AThousandTasksRun(int workers) // 28
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(workers);
        using var inside = new CountdownEvent(workers);
        using var release = new ManualResetEventSlim();
        JoinHandle[] blockers = [.. Enumerable.Range(0, workers).Select(_ => it.Runtime.Spawn(async () => Blocking.InPlace(() =>
        {
            inside.Signal();
            it.WaitFor(release, "the release");
        })))];
        it.WaitUntil(() => inside.IsSet, "all workers in InPlace");

        int[] results = it.Run(() => LitenTask.WhenAll([.. Enumerable.Range(0, 1000).Select(i => LitenTask.Spawn(async () =>
        {
            await LitenTask.Yield();
            return i;
        }))]));

        Assert.Equal(Enumerable.Range(0, 1000), results);
        Assert.Equal(workers, it.Metrics.InPlaceThreads);
        release.Set();
        Assert.All(blockers, blocker => Assert.True(it.Outcome(blocker).IsSuccess));
        it.WaitUntil(() => it.Metrics.InPlaceThreads == 0, "the threads to come back");
    }

    [Fact]
    public void StandInsThatBlockThemselves_AreStoodInForToo()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        const int Depth = 8;
        var released = Enumerable.Range(0, Depth + 1).Select(_ => new ManualResetEventSlim()).ToArray();

        it.Run(async () =>
        {
            JoinHandle[] chain = [.. Enumerable.Range(0, Depth).Select(i => LitenTask.Spawn(async () =>
            {
                Blocking.InPlace(() => it.WaitFor(released[i + 1], "the next of the chain"));
                released[i].Set();
            }))];
            released[Depth].Set();
            Blocking.InPlace(() => it.WaitFor(released[0], "the whole chain"));
            foreach (JoinHandle link in chain)
            {
                await link;
            }
        });

        it.WaitUntil(() => it.Metrics.InPlaceThreads == 0, "the threads to come back");
    }

    [Fact]
    public void TheWorkersThread_GetsItsWorkerBack()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        string[] names = it.Run(async () =>
        {
            var names = new List<string>();
            for (int i = 0; i < Rounds; i++)
            {
                using var ran = new ManualResetEventSlim();
                _ = LitenTask.Spawn(async () => ran.Set());
                Blocking.InPlace(() => it.WaitFor(ran, "the other task"));
                await LitenTask.Yield();
                names.Add(Thread.CurrentThread.Name!);
            }

            return names.ToArray();
        });

        // A stand-in may run this task's turn while the worker's thread is on its way, but not for ever.
        Assert.Contains(names, static name => !name.Contains("stand-in", StringComparison.Ordinal));
    }

    [Fact]
    public void AShortCallThatNobodyStoodInFor_GoesOnAsTheWorker()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        it.Run(async () =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                Assert.Equal(i, Blocking.InPlace(() => i));
                await LitenTask.Yield();
            }
        });
    }

    [Fact]
    public void ADeferredLock_IsGrantedBeforeTheCodeBlocks()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var mutex = new AsyncMutex<int>(0);
        using var locked = new ManualResetEventSlim();

        it.Run(async () =>
        {
            AsyncMutexGuard<int> guard = await mutex.LockAsync();
            JoinHandle other = LitenTask.Spawn(async () =>
            {
                using AsyncMutexGuard<int> second = await mutex.LockAsync();
                locked.Set();
            });
            await LitenTask.Yield();
            guard.Dispose();
            Blocking.InPlace(() => it.WaitFor(locked, "the lock that this turn had freed"));
            await other;
        });
    }

    [Fact]
    public void BlockOnInside_DoesNotDeadlock_NestedEither() // 30
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        for (int i = 0; i < 20; i++)
        {
            int result = it.Run(async () => Blocking.InPlace(() => it.Runtime.BlockOn(async () =>
            {
                await LitenTask.Yield();
                return Blocking.InPlace(() => it.Runtime.BlockOn(async () =>
                {
                    await Time.Sleep(TimeSpan.FromMicroseconds(10));
                    return 7;
                }));
            })));
            Assert.Equal(7, result);
        }
    }

    [Fact]
    public void InsideOfAnother_ItJustRuns()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        it.Run(async () =>
        {
            int result = Blocking.InPlace(() => Blocking.InPlace(() => it.Metrics.InPlaceThreads));
            Assert.Equal(1, result);
            await LitenTask.Yield();
        });
    }

    [Fact]
    public void AnAbort_WaitsForTheCodeAndEndsTheNextWait()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var inside = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        bool finished = false;
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            Blocking.InPlace(() =>
            {
                inside.Set();
                it.WaitFor(release, "the release");
            });
            finished = true;
            await LitenTask.Yield();
        });
        it.WaitFor(inside, "the begin");

        task.Abort();
        release.Set();

        Assert.True(it.Outcome(task).IsAborted);
        Assert.True(finished);
    }

    [Fact]
    public void WithoutWorkStealing_TheWorkersOwnTasksGoOn()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).DisableWorkStealing());

        it.Run(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                using var ran = new ManualResetEventSlim();
                JoinHandle sibling = LitenTask.Spawn(async () =>
                {
                    await LitenTask.Yield();
                    ran.Set();
                });
                Blocking.InPlace(() => it.WaitFor(ran, "a task that is pinned to this worker"));
                await sibling;
            }
        });
    }

    [Fact]
    public void Shutdown_WaitsForTheCode()
    {
        bool finished = false;
        using (RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1))
        {
            using var inside = new ManualResetEventSlim();
            using var release = new ManualResetEventSlim();
            _ = it.Runtime.Spawn(async () =>
            {
                try
                {
                    Blocking.InPlace(() =>
                    {
                        inside.Set();
                        it.WaitFor(release, "the release");
                    });
                }
                finally
                {
                    finished = true;
                }
            });
            it.WaitFor(inside, "the begin");
            RuntimeUnderTest.CodeOnThread<bool> end = it.Begin(it.Runtime.Dispose);
            it.WaitUntil(() => it.Runtime.ToString().Contains("shutting down", StringComparison.Ordinal), "the shutdown's begin");
            Assert.False(end.HasEnded);
            release.Set();
            it.End(end, "the shutdown");
        }

        Assert.True(finished);
    }

    [Fact]
    public void Shutdown_WithoutPatience_NamesTheTaskAndTheThread()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.MayEndLate = true;
        using var inside = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        _ = it.Runtime.Spawn(
            async () => Blocking.InPlace(() =>
            {
                inside.Set();
                it.WaitFor(release, "the release");
            }),
            new SpawnOptions { Name = "blocks" });
        it.WaitFor(inside, "the begin");

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.FromMilliseconds(50)), "the shutdown");

        Assert.Equal("blocks", Assert.Single(report.AbandonedTasks).Name);
        Assert.EndsWith("-0", Assert.Single(report.BusyThreads), StringComparison.Ordinal);
        release.Set();
    }

    [Fact]
    public void OnABlockingThreadAndOutside_ItJustRuns()
    {
        Assert.Equal(7, Blocking.InPlace(() => 7));
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        Assert.Equal(7, it.Run(async () => await Blocking.Spawn(() => Blocking.InPlace(() => 7))));
        Assert.Equal(0, it.Metrics.InPlaceThreads);
    }

    [Fact]
    public void OnACurrentThreadRuntime_ItSaysWhyNot()
    {
        using Runtime runtime = Runtime.CreateBuilder().CurrentThread().Build();
        bool called = false;

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => runtime.BlockOn(async () => Blocking.InPlace(() => { called = true; })));

        Assert.Contains("current-thread", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Blocking.Spawn", failure.Message, StringComparison.Ordinal);
        Assert.False(called);
    }

    [Fact]
    public void ItRefusesNullAndAsyncFunctions()
    {
        Assert.Throws<ArgumentNullException>("body", () => Blocking.InPlace((Action)null!));
        Assert.Throws<ArgumentNullException>("body", () => Blocking.InPlace((Func<int>)null!));
        Assert.Throws<ArgumentException>("body", () => { _ = Blocking.InPlace(() => Task.CompletedTask); });
        Assert.Throws<ArgumentException>("body", () => { _ = Blocking.InPlace(async LitenTask<int> () => 7); });
    }

    [Fact]
    public void NoThreadToBeHad_ItRunsAsTheWorker()
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(1);
        RuntimeUnderTest.OptionsOf(builder).Threads = new NoFurtherThreads(1);
        using var it = new RuntimeUnderTest(builder);

        it.Run(async () =>
        {
            Assert.Equal(7, Blocking.InPlace(() => 7));
            Assert.Equal(0, it.Metrics.InPlaceThreads);
            await LitenTask.Yield();
            JoinHandle<int> child = LitenTask.Spawn(async () => 3);
            Assert.Equal(3, await child);
        });
    }

    [Fact]
    public void Stress_ManyTasksInAndOut_NothingIsLost()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        const int Tasks = 16;
        int done = 0;

        it.Run(async () =>
        {
            JoinHandle[] tasks = [.. Enumerable.Range(0, Tasks).Select(number => LitenTask.Spawn(async () =>
            {
                var random = new Random(number);
                for (int i = 0; i < Rounds; i++)
                {
                    switch (random.Next(4))
                    {
                        case 0:
                            Blocking.InPlace(() => Thread.SpinWait(random.Next(2000)));
                            break;
                        case 1:
                            Assert.Equal(i, Blocking.InPlace(() => it.Runtime.BlockOn(async () => await LitenTask.Spawn(async () => i))));
                            break;
                        case 2:
                            await Time.Sleep(TimeSpan.FromMicroseconds(random.Next(200)));
                            break;
                        default:
                            Assert.Equal(i, await LitenTask.Spawn(async () =>
                            {
                                await LitenTask.Yield();
                                return i;
                            }));
                            break;
                    }

                    Interlocked.Increment(ref done);
                }
            }))];
            foreach (JoinHandle task in tasks)
            {
                await task;
            }
        });

        Assert.Equal(Tasks * Rounds, done);
        it.WaitUntil(() => it.Metrics.InPlaceThreads == 0, "the threads to come back");
        it.WaitUntil(() => it.Metrics.AliveTasks == 0, "the end of all tasks");
    }

    private sealed class NoFurtherThreads(int some) : ThreadSource
    {
        private int _left = some;

        public override Thread Start(string name, int stackSize, ThreadStart body)
            => Interlocked.Decrement(ref _left) >= 0 ? base.Start(name, stackSize, body) : throw new OutOfMemoryException();
    }
}
