#pragma warning disable xUnit1051 // A wait here ends by its giver.

namespace Liten.Tests.Field;

/// <summary>Ends keep their time and their word: nothing that was accepted is dropped, and every handle is complete.</summary>
public sealed class EndTests
{
    public static TheoryData<string> Flavours => ["current thread", "1 worker", "4 workers"];

    [Theory]
    [MemberData(nameof(Flavours))]
    public void Calls_ThatOutliveTheirTask_UnwindAtTheEnd(string flavour)
    {
        using RuntimeUnderTest it = Faults.Flavours.Start(flavour);
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        var mutex = new AsyncMutex<int>(0);
        int unwound = 0;
        Task task = null!;
        it.Run(async () =>
        {
            _ = await mutex.LockAsync();
            _ = Call(async () => await Time.Sleep(TimeSpan.FromHours(1)));
            _ = Call(async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
            _ = Call(async () => await receiver);
            _ = Call(async () => _ = await mutex.LockAsync());
            task = NetCall();
            await LitenTask.Yield();
        });
        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(RuntimeUnderTest.Patience), "the shutdown");

        Assert.True(report.IsComplete, report.ToString());
        Assert.Equal(5, unwound);
        Assert.True(task.IsCanceled);
        Assert.True(sender.TrySend(1), "The wait that was withdrawn has taken nothing.");

        async LitenTask Call(Func<LitenTask> wait)
        {
            try
            {
                await wait();
            }
            finally
            {
                Interlocked.Increment(ref unwound);
            }
        }

        async Task NetCall()
        {
            try
            {
                await Time.Sleep(TimeSpan.FromHours(1));
            }
            finally
            {
                Interlocked.Increment(ref unwound);
            }
        }
    }

    [Fact]
    public void Call_ThatOutlivesItsTaskInAForeignWait_IsNamed()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).AbandonAfter(TimeSpan.FromMilliseconds(1)));
        var foreign = new TaskCompletionSource();
        long id = 0;
        bool wentOn = false;
        using var slept = new ManualResetEventSlim();
        using var unwound = new ManualResetEventSlim();
        it.Run(async () =>
        {
            id = LitenTask.Current.Id;
            _ = Call();
            await LitenTask.Yield();
            await LitenTask.Yield();
        });
        it.WaitFor(slept, "the call's sleep");
        it.Run(static () => LitenTask.CompletedTask); // On the only worker, which has left the call then.
        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(RuntimeUnderTest.Patience), "the shutdown");
        Assert.Equal(id, Assert.Single(report.AbandonedTasks).Id);

        // Its task was not given up, so what it waits for still brings it to its end.
        foreign.SetResult();
        it.WaitFor(unwound, "the call's end");
        Assert.True(wentOn);

        async LitenTask Call()
        {
            try
            {
                await Time.Sleep(TimeSpan.FromTicks(1));
                slept.Set();
                await foreign.Task;
                wentOn = true;
            }
            finally
            {
                unwound.Set();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Flavours))]
    public void Queued_BeforeTheEnd_Runs(string flavour)
    {
        using RuntimeUnderTest it = Faults.Flavours.Start(flavour);
        var external = new TaskCompletionSource();
        Task outlives = null!;
        int posts = 0;
        it.Run(async () =>
        {
            outlives = Outlive();
            await LitenTask.Yield();
        });
        external.SetResult();
        for (int i = 0; i < 1000; i++)
        {
            it.Runtime.SynchronizationContext.Post(_ => Interlocked.Increment(ref posts), null);
        }

        Task started = Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.None, it.Runtime.TaskScheduler);
        RuntimeUnderTest.CodeOnThread<bool> sent = it.Begin(() => it.Runtime.SynchronizationContext.Send(static _ => { }, null));
        it.End();
        it.End(sent, "Send");
        Patience.Wait(outlives);
        Patience.Wait(started);
        it.WaitUntil(() => Volatile.Read(ref posts) == 1000, "the posts");

        async Task Outlive() => await external.Task;
    }

    [Fact]
    public void Stray_ThatYieldsForEver_DoesNotHoldUpTheEnd()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().CurrentThread());
        bool stop = false;
        Task stray = null!;
        it.Runtime.SynchronizationContext.Post(_ => stray = Yield(), null);
        it.Run(async () => await LitenTask.Yield());
        it.End();
        Volatile.Write(ref stop, true);
        Patience.Wait(stray);

        async Task Yield()
        {
            while (!Volatile.Read(ref stop))
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public void Shutdown_OfZero_ReturnsWhileACallbackStillRuns_AndNamesItsThread()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var runs = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        it.MayEndLate = true;
        it.Runtime.SynchronizationContext.Post(
            _ =>
            {
                runs.Set();
                it.WaitFor(mayEnd, "the test");
            },
            null);
        it.WaitFor(runs, "the callback");

        // It would not come back before the callback, which waits for this thread.
        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.Zero), "a shutdown without a wait");
        Assert.False(report.IsComplete);
        Assert.Contains("-0", Assert.Single(report.BusyThreads), StringComparison.Ordinal);
        mayEnd.Set();
    }

    [Fact]
    public void Dispose_ReturnsAfterTheHandleThatAForeignThreadEnds()
    {
        using var hookRuns = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().CurrentThread().OnTaskTerminate(_ =>
        {
            hookRuns.Set();
            Assert.True(mayEnd.Wait(RuntimeUnderTest.Patience));
        }));
        JoinHandle task = it.Runtime.Spawn(async () => { });
        RuntimeUnderTest.CodeOnThread<bool> aborter = it.Begin(task.Abort);
        it.WaitFor(hookRuns, "the hook");
        RuntimeUnderTest.CodeOnThread<bool> end = it.Begin(() =>
        {
            it.Runtime.Dispose();
            Assert.True(task.IsCompleted);
        });
        Assert.False(task.IsCompleted);
        mayEnd.Set();
        it.End(aborter, "the abort");
        it.End(end, "Dispose");
    }

    [Fact]
    public void Dispose_OnAnInterruptedThread_EndsTheRuntimeAllTheSame()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        it.Run(async () => await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Blocking.Spawn(static () => Thread.Yield()).AsTask())));
        it.OnThread(
            () =>
            {
                Thread.CurrentThread.Interrupt();
                try
                {
                    it.Runtime.Dispose();
                }
                catch (ThreadInterruptedException)
                {
                    // The caller's own wait may end by it.
                }
            },
            "an interrupted Dispose");
        it.End();
    }
}
