#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

using System.Runtime.CompilerServices;

namespace Liten.Tests.Scheduling;

/// <summary>How tasks run, join and stop, on every kind of scheduler. Numbers are those of the behaviours in tokio's tests.</summary>
public abstract class SchedulerSpecification
{
    protected abstract RuntimeBuilder CreateBuilder();

    private RuntimeUnderTest Start(Action<RuntimeBuilder>? configure = null)
    {
        RuntimeBuilder builder = CreateBuilder();
        configure?.Invoke(builder);
        return new RuntimeUnderTest(builder);
    }

    [Fact]
    public void BlockOn_EveryKindOfBody_ReturnsItsResult()
    {
        using RuntimeUnderTest it = Start();
        Runtime runtime = it.Runtime;

        Assert.Equal(1, it.Run(async () => await LitenTask.FromResult(1)));
        Assert.Equal(2, it.OnThread(() => runtime.BlockOn(() => Task.FromResult(2)), "a Task"));
        Assert.Equal(3, it.OnThread(() => runtime.BlockOn(() => new ValueTask<int>(3)), "a ValueTask"));
        Assert.Equal(4, it.OnThread(() => runtime.BlockOn(() => new LitenTask<int>(4)), "a LitenTask"));
    }

    [Fact]
    public void BlockOn_TaskBodyAwaitsForeignTask_ResumesOnTheRuntime()
    {
        using RuntimeUnderTest it = Start();
        var foreign = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);

        async Task<Runtime> Body()
        {
            await foreign.Task;
            return Runtime.Current;
        }

        var blocked = it.Begin(() => it.Runtime.BlockOn((Func<Task<Runtime>>)Body));
        it.OnThread(() => foreign.SetResult(1), "the completion");

        Assert.Same(it.Runtime, it.End(blocked, "BlockOn"));
    }

    [Fact]
    public void Spawn_FromTaskAndFromOutside_NeverRunsTheBodyOnTheCallersStack()
    {
        using RuntimeUnderTest it = Start();

        JoinHandle<bool> outside = SpawnAndMark(it.Runtime);
        bool inside = it.Run(async () => await SpawnAndMark(Runtime.Current) || await outside);

        Assert.False(inside);
    }

    [Fact]
    public void Spawn_ThousandFromOutside_AllRunOnce()
    {
        using RuntimeUnderTest it = Start();
        int runs = 0;
        JoinHandle[] tasks = [.. Enumerable.Range(0, 1000).Select(_ => it.Runtime.Spawn(async () => Interlocked.Increment(ref runs)))];

        it.Run(async () => await LitenTask.WhenAll(tasks));

        Assert.Equal(1000, runs);
    }

    [Fact]
    public void Task_Throws_OnlyItsJoinerSeesIt()
    {
        using RuntimeUnderTest it = Start();

        (string? message, int sibling) = it.Run(async () =>
        {
            JoinHandle<int> failing = LitenTask.Spawn(Failing);
            JoinHandle<int> fine = LitenTask.Spawn(async () =>
            {
                await LitenTask.Yield();
                return 7;
            });
            JoinResult<int> result = await failing.JoinAsync();
            return (result.Exception?.Message, await fine);
        });

        Assert.Equal("first", message);
        Assert.Equal(7, sibling);

        static async LitenTask<int> Failing()
        {
            await LitenTask.Yield();
            throw new InvalidOperationException("first");
        }
    }

    [Fact]
    public void BlockOn_InsideBlockOn_ThrowsAndNamesTheAlternative() // 13
    {
        using RuntimeUnderTest it = Start();
        using RuntimeUnderTest other = Start();

        it.Run(async () =>
        {
            var own = Assert.Throws<InvalidOperationException>(() => it.Runtime.BlockOn(async () => await LitenTask.Yield()));
            var foreign = Assert.Throws<InvalidOperationException>(() => other.Runtime.BlockOn(async () => await LitenTask.Yield()));
            Assert.Contains("LitenTask.Spawn", own.Message);
            Assert.Contains("LitenTask.Spawn", foreign.Message);
        });
    }

    [Fact]
    public void BlockOn_InsideBlockingJob_Works() // 13
    {
        using RuntimeUnderTest it = Start();

        int result = it.Run(async () => await Blocking.Spawn(() => it.Runtime.BlockOn(async () =>
        {
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
            return 5;
        })));

        Assert.Equal(5, result);
    }

    [Fact]
    public void BlockOn_EightThreadsAtOnce_EachGetsItsOwnResult() // 15
    {
        using RuntimeUnderTest it = Start();
        var callers = Enumerable.Range(0, 8).Select(number => it.Begin(() => it.Runtime.BlockOn(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                await Time.Sleep(TimeSpan.FromTicks(number * 100));
                await LitenTask.Yield();
            }

            return number;
        }))).ToArray();

        Assert.Equal(Enumerable.Range(0, 8), callers.Select(caller => it.End(caller, "one of eight")));
    }

    [Fact]
    public void BlockOn_OneCallerEnds_TheOthersTimersStillFire() // 15
    {
        using RuntimeUnderTest it = Start();
        var (firstSender, first) = Oneshot.Create<int>();
        using var begun = new CountdownEvent(2);
        var one = it.Begin(() => it.Runtime.BlockOn(async () =>
        {
            begun.Signal();
            return await first;
        }));
        var two = it.Begin(() => it.Runtime.BlockOn(async () =>
        {
            begun.Signal();
            await Time.Sleep(TimeSpan.FromMilliseconds(20));
            await Time.Sleep(TimeSpan.FromMilliseconds(20));
            return 2;
        }));

        it.WaitUntil(() => begun.IsSet, "both bodies to begin");
        firstSender.TrySend(1);

        Assert.Equal(1, it.End(one, "the first caller"));
        Assert.Equal(2, it.End(two, "the second caller"));
    }

    [Fact]
    public void SelfWakingTask_OutsideThreadCompletesOneshots_BlockOnAndSecondTaskFinish() // 18
    {
        using RuntimeUnderTest it = Start();
        using var begun = new ManualResetEventSlim();
        var (sender, receiver) = Oneshot.Create<int>();
        var (secondSender, secondReceiver) = Oneshot.Create<int>();
        bool stop = false;
        var outside = it.Begin(() =>
        {
            it.WaitFor(begun, "the self-waking task");
            secondSender.TrySend(2);
            sender.TrySend(1);
        });

        int sum = it.Run(async () =>
        {
            JoinHandle spinner = LitenTask.Spawn(async () =>
            {
                begun.Set();
                while (!Volatile.Read(ref stop))
                {
                    await LitenTask.Yield();
                }
            });
            JoinHandle<int> second = LitenTask.Spawn(async () => await secondReceiver);
            int result = await receiver + await second;
            Volatile.Write(ref stop, true);
            await spinner;
            return result;
        });

        it.End(outside, "the outside thread");
        Assert.Equal(3, sum);
    }

    [Fact]
    public void HundredSelfWakingTasks_TimersStillFire() // 19
    {
        using RuntimeUnderTest it = Start();
        bool stop = false;

        it.Run(async () =>
        {
            JoinHandle[] spinners = [.. Enumerable.Range(0, 100).Select(_ => LitenTask.Spawn(async () =>
            {
                while (!Volatile.Read(ref stop))
                {
                    await LitenTask.Yield();
                }
            }))];
            for (int i = 0; i < 3; i++)
            {
                await Time.Sleep(TimeSpan.FromMilliseconds(1));
            }

            Volatile.Write(ref stop, true);
            await LitenTask.WhenAll(spinners);
        });
    }

    [Fact]
    public void HundredPingPongPairs_YieldingTask_Finishes() // 20
    {
        using RuntimeUnderTest it = Start();
        bool stop = false;

        it.Run(async () =>
        {
            var players = new List<JoinHandle>();
            for (int i = 0; i < 100; i++)
            {
                var (ping, toPing) = Oneshot.Create<Ball>();
                var (pong, toPong) = Oneshot.Create<Ball>();
                players.Add(LitenTask.Spawn(() => PlayAsync(toPing, () => Volatile.Read(ref stop))));
                players.Add(LitenTask.Spawn(() => PlayAsync(toPong, () => Volatile.Read(ref stop))));
                ping.TrySend(new Ball(pong));
            }

            for (int i = 0; i < 5; i++)
            {
                await LitenTask.Yield();
            }

            Volatile.Write(ref stop, true);
            await LitenTask.WhenAll(players);
        });
    }

    [Fact]
    public void TaskThatSpawnsItsSuccessorForEver_AnotherTasksMessage_IsReceived() // 21
    {
        using RuntimeUnderTest it = Start();
        bool stop = false;

        int received = it.Run(async () =>
        {
            var (sender, receiver) = Oneshot.Create<int>();
            Succeed(() => Volatile.Read(ref stop));
            JoinHandle<int> waiter = LitenTask.Spawn(async () => await receiver);
            _ = LitenTask.Spawn(async () =>
            {
                await LitenTask.Yield();
                sender.TrySend(9);
            });
            int result = await waiter;
            Volatile.Write(ref stop, true);
            return result;
        });

        Assert.Equal(9, received);

        static void Succeed(Func<bool> isOver) => LitenTask.Spawn(async () =>
        {
            if (!isOver())
            {
                Succeed(isOver);
            }
        });
    }

    [Fact]
    public void BlockingPool_OneThreadGoingIdle_NoJobIsStranded() // 36
    {
        using RuntimeUnderTest it = Start(builder => builder.MaxBlockingThreads(1));

        int sum = it.Run(async () =>
        {
            int total = 0;
            for (int i = 0; i < 512; i++)
            {
                total += await Blocking.Spawn(() => 1);
            }

            return total;
        });

        Assert.Equal(512, sum);
    }

    [Fact]
    public void BlockingPool_ThreadsThatNeverStay_NoJobIsStranded() // 36
    {
        using RuntimeUnderTest it = Start(builder => builder.MaxBlockingThreads(1).BlockingKeepAlive(TimeSpan.Zero));

        int sum = it.Run(async () =>
        {
            int total = 0;
            for (int i = 0; i < 200; i++)
            {
                total += await Blocking.Spawn(() => 1);
            }

            return total;
        });

        Assert.Equal(200, sum);
    }

    [Fact]
    public void BlockingPool_OneBusyThread_QueuedJobsRunInOrder() // 37
    {
        using RuntimeUnderTest it = Start(builder => builder.MaxBlockingThreads(1));
        using var gate = new ManualResetEventSlim();
        var order = new List<int>();
        JoinHandle first = it.Runtime.SpawnBlocking(() => it.WaitFor(gate, "the gate"));
        JoinHandle second = it.Runtime.SpawnBlocking(() => order.Add(2));
        JoinHandle third = it.Runtime.SpawnBlocking(() => order.Add(3));

        Assert.Equal(2, it.Metrics.BlockingQueueDepth);
        Assert.Equal(1, it.Metrics.BlockingThreads);
        gate.Set();
        it.Run(async () => await LitenTask.WhenAll(first, second, third));

        Assert.Equal([2, 3], order);
        Assert.Equal(0, it.Metrics.BlockingQueueDepth);
    }

    [Fact]
    public void BlockingPool_IdleThread_IsGoneAfterDispose() // 38
    {
        using RuntimeUnderTest it = Start();
        it.Run(async () => await Blocking.Spawn(() => { }));
        it.WaitUntil(() => it.Metrics.IdleBlockingThreads == 1, "an idle blocking thread");

        it.End();

        Assert.Equal(0, it.Metrics.IdleBlockingThreads);
        Assert.Equal(0, it.Metrics.BlockingThreads);
    }

    [Fact]
    public void BlockingJob_AbortedInTheQueue_NeverRuns() // 39
    {
        using RuntimeUnderTest it = Start(builder => builder.MaxBlockingThreads(1));
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        bool ran = false;
        JoinHandle<int> started = it.Runtime.SpawnBlocking(() =>
        {
            begun.Set();
            it.WaitFor(gate, "the gate");
            return 4;
        });
        JoinHandle queued = it.Runtime.SpawnBlocking(() => ran = true);
        it.WaitFor(begun, "the first job");

        queued.Abort();
        started.Abort();

        Assert.True(queued.IsCompleted);
        Assert.False(started.IsCompleted);
        gate.Set();
        Assert.Equal(4, it.Run(async () => await started));
        Assert.True(it.Run(async () => (await queued.JoinAsync()).IsAborted));
        Assert.False(ran);
    }

    [Fact]
    public void SleepingTask_AbortedAndDropped_ReleasesWhatItCaptured() // 40
    {
        using RuntimeUnderTest it = Start();

        WeakReference captured = it.Run(async () =>
        {
            (WeakReference reference, JoinHandle task) = SpawnSleeper();
            await LitenTask.Yield();
            task.Abort();
            await task.JoinAsync();
            return reference;
        });

        it.WaitUntil(() => IsCollected(captured), "the captured object to be released");
    }

    [Fact]
    public void Abort_TaskSuspendedInTry_FinallySeesItsRuntimeOnItsThread() // 40
    {
        using RuntimeUnderTest it = Start();
        var (_, never) = Oneshot.Create<int>();
        using var begun = new ManualResetEventSlim();
        (Runtime? Runtime, string? Thread) seen = default;
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            try
            {
                begun.Set();
                await never;
            }
            finally
            {
                Runtime.TryGetCurrent(out Runtime? runtime);
                seen = (runtime, Turn.Current?.IsWorker == true ? "worker" : Thread.CurrentThread.Name);
            }
        });
        var joined = it.Begin(() => it.Runtime.BlockOn(async () => await task.JoinAsync()));
        it.WaitFor(begun, "the task");

        it.OnThread(task.Abort, "the abort");

        Assert.True(it.End(joined, "the join").IsAborted);
        Assert.Equal((it.Runtime, "worker"), seen);
    }

    [Fact]
    public void Abort_FinallyThrows_OutcomeIsThatExceptionAndTheRuntimeLives() // 41
    {
        using RuntimeUnderTest it = Start();

        Exception? exception = it.Run(async () =>
        {
            var (startedSender, started) = Oneshot.Create<int>();
            var (_, never) = Oneshot.Create<int>();
            JoinHandle task = LitenTask.Spawn(async () =>
            {
                try
                {
                    startedSender.TrySend(1);
                    await never;
                }
                finally
                {
                    ThrowFrom("finally");
                }
            });
            await started;
            task.Abort();
            return (await task.JoinAsync()).Exception;
        });

        Assert.Equal("finally", Assert.IsType<InvalidOperationException>(exception).Message);
        Assert.Equal(1, it.Run(async () => await LitenTask.Spawn(async () => 1)));

        static void ThrowFrom(string place) => throw new InvalidOperationException(place);
    }

    [Fact]
    public void Abort_CompletedTask_KeepsItsValue() // 42
    {
        using RuntimeUnderTest it = Start();

        int value = it.Run(async () =>
        {
            JoinHandle<int> task = LitenTask.Spawn(async () => 6);
            await task.JoinAsync();
            task.Abort();
            task.Abort();
            return await task;
        });

        Assert.Equal(6, value);
    }

    [Fact]
    public void Abort_Twice_UnwindsOnce() // 42
    {
        using RuntimeUnderTest it = Start();

        int unwound = it.Run(async () =>
        {
            int count = 0;
            var (startedSender, started) = Oneshot.Create<int>();
            var (_, never) = Oneshot.Create<int>();
            JoinHandle task = LitenTask.Spawn(async () =>
            {
                try
                {
                    startedSender.TrySend(1);
                    await never;
                }
                finally
                {
                    count++;
                }
            });
            await started;
            task.Abort();
            task.Abort();
            Assert.True((await task.JoinAsync()).IsAborted);
            task.Abort();
            return count;
        });

        Assert.Equal(1, unwound);
    }

    [Fact]
    public void TaskId_BodyAndFinally_AreTheHandles() // 47
    {
        using RuntimeUnderTest it = Start();

        it.Run(async () =>
        {
            long inBody = 0, afterWait = 0, inFinally = 0, inAbortedFinally = 0;
            var (startedSender, started) = Oneshot.Create<int>();
            var (_, never) = Oneshot.Create<int>();
            JoinHandle completes = LitenTask.Spawn(async () =>
            {
                try
                {
                    inBody = LitenTask.Current.Id;
                    await LitenTask.Yield();
                    afterWait = LitenTask.Current.Id;
                }
                finally
                {
                    inFinally = LitenTask.Current.Id;
                }
            });
            JoinHandle aborted = LitenTask.Spawn(async () =>
            {
                try
                {
                    startedSender.TrySend(1);
                    await never;
                }
                finally
                {
                    inAbortedFinally = LitenTask.Current.Id;
                }
            });
            await started;
            aborted.Abort();
            await completes;
            await aborted.JoinAsync();
            Assert.Equal([completes.Id, completes.Id, completes.Id], [inBody, afterWait, inFinally]);
            Assert.Equal(aborted.Id, inAbortedFinally);
            Assert.NotEqual(completes.Id, aborted.Id);
            Assert.NotEqual(completes.Id, LitenTask.Current.Id);
        });

        Assert.Throws<InvalidOperationException>(() => LitenTask.Current.Id);
    }

    [Fact]
    public void MutexWaiter_CancelledByTimeout_TheOthersKeepTheirOrder() // 53
    {
        using RuntimeUnderTest it = Start();
        var order = new List<int>();

        it.Run(async () =>
        {
            var mutex = new AsyncMutex<int>(0);
            AsyncMutexGuard<int> held = await mutex.LockAsync();
            using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(2), it.Runtime.TimeProvider);
            JoinHandle first = LitenTask.Spawn(() => LockAndNote(mutex, 1, default));
            await WaitForWaiters(mutex, 1);
            JoinHandle second = LitenTask.Spawn(() => LockAndNote(mutex, 2, timeout.Token));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second);
            JoinHandle third = LitenTask.Spawn(() => LockAndNote(mutex, 3, default));
            await WaitForWaiters(mutex, 2);
            held.Dispose();
            await LitenTask.WhenAll(first, third);
            using AsyncMutexGuard<int> again = await mutex.LockAsync();
        });

        Assert.Equal([1, 3], order);

        async LitenTask LockAndNote(AsyncMutex<int> mutex, int number, CancellationToken cancellationToken)
        {
            using AsyncMutexGuard<int> guard = await mutex.LockAsync(cancellationToken);
            order.Add(number);
        }

        static async LitenTask WaitForWaiters(AsyncMutex<int> mutex, int count)
        {
            while (!mutex.ToString().Contains($"{count} waiting"))
            {
                await LitenTask.Yield();
            }
        }
    }

    [Fact]
    public void HundredThousandTasks_EachAwaitsTheNext_SmallStackSuffices()
    {
        using RuntimeUnderTest it = Start(builder => builder.ThreadStackSize(256 * 1024));

        int depth = OnSmallStack(it, () => it.Runtime.BlockOn(() => ChainAsync(100_000)));

        Assert.Equal(100_000, depth);

        static async LitenTask<int> ChainAsync(int left)
            => left == 0 ? 0 : 1 + await LitenTask.Spawn(left - 1, static rest => ChainAsync(rest));
    }

    [Fact]
    public void HundredThousandSynchronousAwaits_SmallStackSuffices()
    {
        using RuntimeUnderTest it = Start(builder => builder.ThreadStackSize(256 * 1024));

        int sum = OnSmallStack(it, () => it.Runtime.BlockOn(async () =>
        {
            int total = 0;
            for (int i = 0; i < 100_000; i++)
            {
                total += await OneAsync();
            }

            return total;
        }));

        Assert.Equal(100_000, sum);

        static async LitenTask<int> OneAsync() => await LitenTask.FromResult(1);
    }

    [Fact]
    public void HundredThousandNestedCalls_InnermostCompletes_SmallStackSuffices()
    {
        using RuntimeUnderTest it = Start(builder => builder.ThreadStackSize(256 * 1024));

        int sum = OnSmallStack(it, () => it.Runtime.BlockOn(async () =>
        {
            LitenTask<int> call = InnermostAsync();
            for (int i = 0; i < 100_000; i++)
            {
                call = OuterAsync(call);
            }

            return await call;
        }));

        Assert.Equal(100_000, sum);

        static async LitenTask<int> InnermostAsync()
        {
            await LitenTask.Yield();
            return 0;
        }

        static async LitenTask<int> OuterAsync(LitenTask<int> inner) => 1 + await inner;
    }

    [Fact]
    public void Hooks_ChangeTheSynchronizationContext_TasksDoNotSeeIt()
    {
        static void Pollute(ThreadInfo thread) => SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        using RuntimeUnderTest it = Start(builder => builder.OnThreadStart(Pollute).OnThreadPark(Pollute).OnThreadUnpark(Pollute));

        for (int i = 0; i < 10; i++)
        {
            Assert.IsType<LitenSynchronizationContext>(it.Run(async () => SynchronizationContext.Current));
        }
    }

    [Fact]
    public void Task_ChangesTheThreadsContexts_TheNextOneDoesNotSeeThem()
    {
        using RuntimeUnderTest it = Start();
        var local = new AsyncLocal<string?>();

        it.Run(async () =>
        {
            for (int i = 0; i < 50; i++)
            {
                await LitenTask.Spawn(() =>
                {
                    SynchronizationContext.SetSynchronizationContext(null);
                    local.Value = "poison";
                    return default(LitenTask);
                });
                (SynchronizationContext? context, string? value) = await LitenTask.Spawn(async () => (SynchronizationContext.Current, local.Value));
                Assert.IsType<LitenSynchronizationContext>(context);
                Assert.Null(value);
                Assert.Null(local.Value);
            }
        });
    }

    [Fact]
    public void AsyncTaskBodies_WokenFromOutsideManyTimes_StayOnTheRuntime()
    {
        using RuntimeUnderTest it = Start();
        var strangers = new List<string?>();

        async Task Body()
        {
            for (int i = 0; i < 200; i++)
            {
                await Task.Run(() => { });
                if (Turn.Current is not { IsWorker: true } context || TaskHost.Current!.Runtime != it.Runtime)
                {
                    strangers.Add(Thread.CurrentThread.Name);
                }
            }
        }

        it.OnThread(() => it.Runtime.BlockOn((Func<Task>)Body), "BlockOn");

        Assert.Empty(strangers);
    }

    [Fact]
    public void TwoTasks_WokenFromOutsideAtTheSameTime_NoWakeIsLost()
    {
        using RuntimeUnderTest it = Start();
        const int Rounds = 5000;
        using var barrier = new Barrier(2);
        OneshotSender<int>[] next = new OneshotSender<int>[2];
        var (first, second) = (Oneshot.Create<int>(), Oneshot.Create<int>());
        (next[0], next[1]) = (first.Sender, second.Sender);
        int[] received = [0, 0];
        JoinHandle[] tasks = [it.Runtime.Spawn(() => Receive(0, first.Receiver)), it.Runtime.Spawn(() => Receive(1, second.Receiver))];
        var driver = it.Begin(() => it.Runtime.BlockOn(async () => await LitenTask.WhenAll(tasks)));

        RuntimeUnderTest.CodeOnThread<bool>[] senders = [it.Begin(() => Send(0)), it.Begin(() => Send(1))];
        Assert.All(senders, sender => it.End(sender, $"a sender, after {received[0]} and {received[1]} messages"));
        it.End(driver, "the tasks");

        async LitenTask Receive(int me, OneshotReceiver<int> receiver)
        {
            for (int i = 0; i < Rounds; i++)
            {
                await receiver;
                var (sender, following) = Oneshot.Create<int>();
                receiver = following;
                next[me] = sender;
                Volatile.Write(ref received[me], i + 1);
            }
        }

        // Both wait for both answers, so that each round begins on an idle runtime.
        void Send(int to)
        {
            for (int i = 0; i < Rounds; i++)
            {
                barrier.SignalAndWait(RuntimeUnderTest.Patience);
                next[to].TrySend(i);
                int round = i + 1;
                if (!SpinWait.SpinUntil(() => Volatile.Read(ref received[to]) == round, TimeSpan.FromSeconds(10)))
                {
                    Assert.Fail($"Message {i} to task {to} was lost; {it.Runtime}");
                }
            }
        }
    }

    private static JoinHandle<bool> SpawnAndMark(Runtime runtime)
    {
        t_spawning = true;
        JoinHandle<bool> task = runtime.Spawn(async () => t_spawning);
        t_spawning = false;
        return task;
    }

    [ThreadStatic]
    private static bool t_spawning;

    /// <summary>On a current-thread runtime the caller's own thread runs the tasks, so it needs the small stack too.</summary>
    private static T OnSmallStack<T>(RuntimeUnderTest it, Func<T> code) => it.OnThread(
        () =>
        {
            T result = default!;
            Exception? failure = null;
            var thread = new Thread(() => failure = Record.Exception(() => { result = code(); }), 256 * 1024) { IsBackground = true };
            thread.Start();
            thread.Join();
            return failure is null ? result : throw failure;
        },
        "the deep chain");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Captured, JoinHandle Task) SpawnSleeper()
    {
        object captured = new();
        JoinHandle task = LitenTask.Spawn(async () =>
        {
            await Time.Sleep(TimeSpan.FromHours(1));
            GC.KeepAlive(captured);
        });
        return (new WeakReference(captured), task);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsCollected(WeakReference reference)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return !reference.IsAlive;
    }

    private static async LitenTask PlayAsync(OneshotReceiver<Ball> receiver, Func<bool> isOver)
    {
        try
        {
            while (true)
            {
                Ball ball = await receiver;
                if (isOver())
                {
                    ball.Back.Dispose();
                    return;
                }

                var (sender, following) = Oneshot.Create<Ball>();
                receiver = following;
                ball.Back.TrySend(new Ball(sender));
            }
        }
        catch (OneshotClosedException)
        {
            // The partner has stopped.
        }
    }

    private sealed record Ball(OneshotSender<Ball> Back);

    public sealed class OnOneWorker : SchedulerSpecification
    {
        protected override RuntimeBuilder CreateBuilder() => Runtime.CreateBuilder().WorkerThreads(1);
    }

    public sealed class OnTwoWorkers : SchedulerSpecification
    {
        protected override RuntimeBuilder CreateBuilder() => Runtime.CreateBuilder().WorkerThreads(2);
    }

    public sealed class OnFourWorkers : SchedulerSpecification
    {
        protected override RuntimeBuilder CreateBuilder() => Runtime.CreateBuilder().WorkerThreads(4);
    }

    public sealed class WithoutWorkStealing : SchedulerSpecification
    {
        protected override RuntimeBuilder CreateBuilder() => Runtime.CreateBuilder().WorkerThreads(2).DisableWorkStealing();
    }

    public sealed class OnCurrentThread : SchedulerSpecification
    {
        protected override RuntimeBuilder CreateBuilder() => Runtime.CreateBuilder().CurrentThread();
    }
}
