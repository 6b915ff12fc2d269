#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>How tasks begin, fail, wake each other and know themselves.</summary>
public abstract class TaskSpecification(Func<RuntimeBuilder> createBuilder) : SchedulerSpecification(createBuilder)
{
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

    public sealed class OnOneWorker() : TaskSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : TaskSpecification(SchedulerKinds.TwoWorkers);

    public sealed class OnOneProcessor() : TaskSpecification(SchedulerKinds.OneProcessor);

    public sealed class OnFourWorkers() : TaskSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : TaskSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : TaskSpecification(SchedulerKinds.CurrentThread);
}
