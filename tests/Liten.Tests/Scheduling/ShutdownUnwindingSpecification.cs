#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>The end of a runtime unwinds every task that waits, whatever its finally blocks do.</summary>
public abstract class ShutdownUnwindingSpecification(Func<RuntimeBuilder> createBuilder)
    : ShutdownSpecification(createBuilder)
{
    [Fact]
    public void Dispose_TaskThatWaitsForEver_FinallyRanBeforeItReturned() // 1
    {
        using RuntimeUnderTest it = Start();
        bool unwound = false;
        JoinHandle task = SpawnWaiting(it, () => unwound = true);

        it.End();

        Assert.True(unwound);
        Assert.True(new JoinResult(task).IsAborted);
        Assert.Equal(0, it.Metrics.AliveTasks);
    }

    [Fact]
    public void Dispose_ManyWaitingTasks_EveryFinallyRan() // 1
    {
        using RuntimeUnderTest it = Start();
        int unwound = 0;
        JoinHandle[] tasks = [.. Enumerable.Range(0, 500).Select(_ => SpawnWaiting(it, () => Interlocked.Increment(ref unwound), untilBegun: false))];
        WaitUntilBegun(it, tasks.Length);

        it.End();

        Assert.Equal(500, unwound);
        Assert.All(tasks, task => Assert.True(task.IsCompleted));
    }

    [Fact]
    public void Dispose_TwoTasksThatWakeEachOtherInFinally_BothUnwind() // 2
    {
        using RuntimeUnderTest it = Start();
        int unwound = 0;
        var (oneSender, one) = Oneshot.Create<int>();
        var (twoSender, two) = Oneshot.Create<int>();
        JoinHandle[] tasks = [it.Runtime.Spawn(() => WaitAndWake(one, twoSender)), it.Runtime.Spawn(() => WaitAndWake(two, oneSender))];
        WaitUntilBegun(it, tasks.Length);

        it.End();

        // The second may have got the first one's value before its own abort, and then it has ended well.
        Assert.Equal(2, unwound);
        Assert.All(tasks, task => Assert.True(task.IsCompleted));

        async LitenTask WaitAndWake(OneshotReceiver<int> receiver, OneshotSender<int> other)
        {
            try
            {
                Begun();
                await receiver;
            }
            finally
            {
                other.TrySend(1);
                Interlocked.Increment(ref unwound);
            }
        }
    }

    [Fact]
    public void Dispose_TasksThatLockAMutexInFinally_AllUnwind() // 2
    {
        using RuntimeUnderTest it = Start();
        var mutex = new AsyncMutex<int>(0);
        JoinHandle[] tasks = [.. Enumerable.Range(0, 10).Select(_ => it.Runtime.Spawn(WaitAndLock))];
        WaitUntilBegun(it, tasks.Length);

        it.End();

        Assert.True(mutex.TryLock(out AsyncMutexGuard<int> guard));
        Assert.Equal(10, guard.Value);

        async LitenTask WaitAndLock()
        {
            var (_, never) = Oneshot.Create<int>();
            try
            {
                Begun();
                await never;
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    using AsyncMutexGuard<int> lockGuard = await mutex.LockAsync();
                    await LitenTask.Yield();
                    lockGuard.Value++;
                }
            }
        }
    }

    [Fact]
    public void Dispose_TasksAreCompletedFromOutsideMeanwhile_EveryHandleCompletes() // 3
    {
        for (int round = 0; round < 5; round++)
        {
            using RuntimeUnderTest it = Start();
            var senders = new OneshotSender<int>[2000];
            var tasks = new JoinHandle[senders.Length];
            for (int i = 0; i < tasks.Length; i++)
            {
                (senders[i], OneshotReceiver<int> receiver) = Oneshot.Create<int>();
                tasks[i] = it.Runtime.Spawn(async () => await receiver);
            }

            it.Run(async () => await LitenTask.Yield());
            var completing = it.Begin(() =>
            {
                foreach (OneshotSender<int> sender in senders)
                {
                    sender.TrySend(1);
                }
            });
            it.End();

            it.End(completing, "the completions");
            Assert.All(tasks, task => Assert.True(task.IsCompleted));
            Assert.Equal(0, it.Metrics.AliveTasks);
        }
    }

    [Fact]
    public void BlockOn_BodyThrowsAndTasksWakeEachOtherInFinally_TheExceptionArrives() // 11
    {
        using RuntimeUnderTest it = Start();
        var (oneSender, one) = Oneshot.Create<int>();
        var (twoSender, two) = Oneshot.Create<int>();

        Exception? exception = Record.Exception(() => it.Run(async () =>
        {
            _ = LitenTask.Spawn(() => WaitAndWake(one, twoSender));
            _ = LitenTask.Spawn(() => WaitAndWake(two, oneSender));
            await LitenTask.Yield();
            throw new InvalidOperationException("boom");
        }));
        it.End();

        Assert.Equal("boom", Assert.IsType<InvalidOperationException>(exception).Message);

        static async LitenTask WaitAndWake(OneshotReceiver<int> receiver, OneshotSender<int> other)
        {
            try
            {
                await receiver;
            }
            finally
            {
                other.TrySend(1);
            }
        }
    }

    [Fact]
    public void HundredRuntimes_EachWithAWaitingTask_LeaveNoThread() // 12
    {
        int unwound = 0;
        for (int i = 0; i < 100; i++)
        {
            using RuntimeUnderTest it = Start();
            SpawnWaiting(it, () => Interlocked.Increment(ref unwound));
        }

        Assert.Equal(100, unwound);
    }

    [Fact]
    public void Dispose_FinallySleepsUnderAShield_IsWaitedFor()
    {
        using RuntimeUnderTest it = Start();
        bool unwound = false;
        JoinHandle task = SpawnSleepingFinally(it, () => unwound = true);

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(Timeout.InfiniteTimeSpan), "the shutdown");

        Assert.True(report.IsComplete, report.ToString());
        Assert.True(unwound);
        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void Dispose_FinallySleepsLongerThanAbandonAfter_IsNotForeignAndWaitedFor()
    {
        using RuntimeUnderTest it = Start(builder => builder.AbandonAfter(TimeSpan.Zero));
        bool unwound = false;
        SpawnSleepingFinally(it, () => unwound = true);

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(Timeout.InfiniteTimeSpan), "the shutdown");

        Assert.True(report.IsComplete, report.ToString());
        Assert.True(unwound);
    }

    [Fact]
    public void Dispose_FinallyAwaitsBlockingJobUnderAShield_IsWaitedFor()
    {
        using RuntimeUnderTest it = Start();
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        int result = 0;
        JoinHandle<int> job = it.Runtime.SpawnBlocking(() =>
        {
            begun.Set();
            gate.Wait(RuntimeUnderTest.Patience);
            return 5;
        });
        it.WaitFor(begun, "the job");
        var (_, never) = Oneshot.Create<int>();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            try
            {
                Begun();
                await never;
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    gate.Set();
                    result = await job;
                }
            }
        });
        WaitUntilBegun(it, 1);

        it.End();

        Assert.Equal(5, result);
    }

    private JoinHandle SpawnSleepingFinally(RuntimeUnderTest it, Action afterwards)
    {
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            var (_, never) = Oneshot.Create<int>();
            try
            {
                Begun();
                await never;
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await Time.Sleep(TimeSpan.FromMilliseconds(30));
                    afterwards();
                }
            }
        });
        WaitUntilBegun(it, 1);
        return task;
    }

    public sealed class OnOneWorker() : ShutdownUnwindingSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : ShutdownUnwindingSpecification(SchedulerKinds.TwoWorkers);

    public sealed class OnOneProcessor() : ShutdownUnwindingSpecification(SchedulerKinds.OneProcessor);

    public sealed class OnFourWorkers() : ShutdownUnwindingSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : ShutdownUnwindingSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : ShutdownUnwindingSpecification(SchedulerKinds.CurrentThread);
}
