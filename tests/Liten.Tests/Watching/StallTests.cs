#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what these tests are about.

using System.IO.Pipes;

namespace Liten.Tests.Watching;

/// <summary>A worker that does not come back from user code is reported, with where it is. Each test holds it until the report has come.</summary>
public sealed class StallTests
{
    public static TheoryData<string> Waits => ["Result", "Wait", "lock", "Lock", "SemaphoreSlim", "ManualResetEventSlim", "WaitHandle", "WaitAll"];

    [Theory]
    [MemberData(nameof(Waits))]
    public void Worker_BlockedByNetsMeans_IsReportedWithItsOwnStack(string wait)
    {
        using var it = new StallRig(workers: 2);
        JoinHandle<bool> task = it.Runtime.Spawn(async () => BlockHere(wait, it.Reported), new SpawnOptions { Name = "blocker" });

        StallReport report = it.NextReport(static turn => turn.BlockedAt is not null);

        Assert.True(it.Result(task));
        Assert.Equal(StallKind.Blocked, report.Kind);
        Assert.Equal($"{typeof(StallTests).FullName}.{nameof(BlockHere)}", report.Method);
        Assert.Contains(report.Stack, frame => frame.Contains(nameof(Worker_BlockedByNetsMeans_IsReportedWithItsOwnStack), StringComparison.Ordinal));
        Assert.DoesNotContain(report.Stack, static frame => frame.Contains("RunTurn", StringComparison.Ordinal));
        Assert.Equal((task.Id, "blocker", "StallTests.cs"), (report.Task!.Value.Id, report.Task.Value.Name, Path.GetFileName(report.Task.Value.File)));
        Assert.True(report.Duration >= StallRig.Threshold, report.ToString());
        Assert.Contains("blocked", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Worker_InALoop_IsReportedAsComputing()
    {
        using var it = new StallRig(workers: 1);
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            while (!it.Reported.IsSet)
            {
            }
        });

        StallReport report = it.NextReport();

        it.Outcome(task);
        Assert.Equal((StallKind.Computing, null, task.Id), (report.Kind, report.Method, report.Task!.Value.Id));
        Assert.Empty(report.Stack);
    }

    /// <summary>.NET does not tell of it, but the system does.</summary>
    [Fact]
    public void Worker_BlockedInTheSystem_IsReportedAsBlocked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the state of a thread in native code is read from /proc");
        using var it = new StallRig(workers: 1);
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        JoinHandle<int> task = it.Runtime.Spawn(async () => client.ReadByte());

        StallReport report = it.NextReport(static turn => turn.Thread!.Read().IsWaiting);
        server.WriteByte(7);

        Assert.Equal(7, it.Result(task));
        Assert.Equal((StallKind.Blocked, null), (report.Kind, report.Method));
    }

    [Fact]
    public void AllWorkersStuck_EachTurnIsReportedOnce_TheLastOneSaysSo()
    {
        using var it = new StallRig(workers: 2);
        using var gate = new ManualResetEventSlim();
        JoinHandle first = it.Runtime.Spawn(async () => gate.Wait());
        StallReport one = it.NextReport();
        JoinHandle second = it.Runtime.Spawn(async () => gate.Wait());
        StallReport two = it.NextReport();
        JoinHandle[] queued = [.. Enumerable.Range(0, 3).Select(_ => it.Runtime.Spawn(async () => { }))];
        it.WaitUntil(() => it.Runtime.Metrics.OldestQueuedAge > StallRig.Threshold * 3, "a while that all are stuck for");

        Assert.Equal((first.Id, false, 1), (one.Task!.Value.Id, one.AllWorkersStalled, one.StalledWorkers));
        Assert.Equal((second.Id, true, 2), (two.Task!.Value.Id, two.AllWorkersStalled, two.StalledWorkers));
        Assert.NotEqual(one.Worker, two.Worker);
        Assert.Equal(2, it.Runtime.Metrics.Stalls);
        Assert.All(it.Runtime.Metrics.Workers, static worker => Assert.True(worker.CurrentTurnAge > StallRig.Threshold, worker.ToString()));
        gate.Set();
        it.OnThread(() => Array.ForEach([first, second, .. queued], static task => Patience.Join(task)), "the tasks");
        it.WaitUntil(() => it.Runtime.Metrics.Workers.All(static worker => worker.CurrentTurnAge == TimeSpan.Zero), "idle workers");
        Assert.Equal((2, 0, TimeSpan.Zero), (it.Runtime.Metrics.Stalls, it.Runtime.Metrics.InjectionQueueDepth, it.Runtime.Metrics.OldestQueuedAge));
        Assert.Empty(it.Reports);
    }

    [Fact]
    public void WaitWithATimeLimit_BeyondTheThreshold_EndsAtItsLimitAndHasTakenNothing()
    {
        using var it = new StallRig(workers: 1);
        using var semaphore = new SemaphoreSlim(0, 1);
        using var released = new AutoResetEvent(false);
        var gate = new TaskCompletionSource();

        (bool, bool, bool) results = it.Run(async () => (
            semaphore.Wait(StallRig.Threshold * 2),
            released.WaitOne(StallRig.Threshold * 2),
            gate.Task.Wait(StallRig.Threshold * 2)));

        Assert.Equal((false, false, false), results);
        semaphore.Release();
        released.Set();
        Assert.Equal((0, true), (semaphore.CurrentCount - 1, released.WaitOne(0)));
    }

    [Fact]
    public void Runtime_ThatWasIdle_IsWatchedAgainWhenItWakesUp()
    {
        var clock = new CountingClock();
        using var it = new StallRig(workers: 2, clock);
        it.WaitUntil(() => it.ReadsOfAWhile(clock) == 0, "a monitor that sleeps as well");

        JoinHandle task = it.Runtime.Spawn(async () => it.Reported.Wait());

        Assert.Equal(task.Id, it.NextReport().Task!.Value.Id);
        it.Outcome(task);
    }

    [Fact]
    public void CurrentThreadRuntime_IsWatchedAsWell()
    {
        using var it = new StallRig(Runtime.CreateBuilder().CurrentThread());

        StallReport report = it.Run(async () =>
        {
            await LitenTask.Yield();
            return it.NextReport();
        });

        Assert.Equal((1, true), (report.Workers, report.AllWorkersStalled));
    }

    [Fact]
    public void InPlaceCode_IsNoStall()
    {
        using var it = new StallRig(workers: 1);
        using var gate = new ManualResetEventSlim();
        JoinHandle away = it.Runtime.Spawn(async () => Blocking.InPlace(() => gate.Wait()));
        it.WaitUntil(() => it.Runtime.Metrics.InPlaceThreads == 1, "the thread that is away");
        JoinHandle stuck = it.Runtime.Spawn(async () => it.Reported.Wait());

        Assert.Equal(stuck.Id, it.NextReport().Task!.Value.Id);
        gate.Set();
        it.Outcome(away);
        it.Outcome(stuck);
        Assert.Equal(1, it.Runtime.Metrics.Stalls);
    }

    [Fact]
    public void Hook_ThatThrows_IsCountedAndTheWatchGoesOn()
    {
        using var it = new StallRig(Runtime.CreateBuilder().WorkerThreads(1).OnStall(static _ => throw new InvalidOperationException("hook")));
        for (int i = 1; i <= 2; i++)
        {
            it.Reported.Reset();
            JoinHandle task = it.Runtime.Spawn(async () => it.Reported.Wait());
            it.WaitUntil(() => it.Runtime.Metrics.HookFailures == i, "the hook");
            it.Reported.Set();
            it.Outcome(task);
        }
    }

    [Fact]
    public void Runtime_ThatNobodyAskedToWatch_HasNoMonitorAndNoNotification()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.Run(async () => await LitenTask.Yield());

        Assert.False(it.Runtime.SynchronizationContext.IsWaitNotificationRequired());
        Assert.DoesNotContain(it.Census.SystemThreads(), static name => name.EndsWith("-monitor", StringComparison.Ordinal));
        Assert.Null(new RuntimeOptions().StallThreshold);
        Assert.Equal(TimeSpan.FromSeconds(1), new RuntimeOptions { OnStall = static _ => { } }.StallThreshold);
    }

    [Fact]
    public void Threshold_OutOfRange_IsRefused()
    {
        var options = new RuntimeOptions { StallThreshold = TimeSpan.FromSeconds(3) };

        foreach (TimeSpan wrong in new[] { TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(-1), TimeSpan.MaxValue })
        {
            ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => options.StallThreshold = wrong);
            Assert.Equal(nameof(RuntimeOptions.StallThreshold), exception.ParamName);
        }

        Assert.Equal(TimeSpan.FromSeconds(3), options.StallThreshold);
    }

    private static bool BlockHere(string wait, ManualResetEventSlim gate)
    {
        using var semaphore = new SemaphoreSlim(0);
        using var free = new ManualResetEvent(true);
        object monitor = new();
        var locked = new Lock();
        switch (wait)
        {
            case "Result":
                return OpenedBy(gate).Result;
            case "Wait":
                OpenedBy(gate).Wait();
                return true;
            case "lock":
                HoldUntil(gate, () => Monitor.Enter(monitor), () => Monitor.Exit(monitor));
                lock (monitor)
                {
                    return true;
                }

            case "Lock":
                HoldUntil(gate, locked.Enter, locked.Exit);
                lock (locked)
                {
                    return true;
                }

            case "SemaphoreSlim":
                OpenedBy(gate).ContinueWith(_ => semaphore.Release(), TaskScheduler.Default);
                semaphore.Wait();
                return semaphore.CurrentCount == 0;
            case "ManualResetEventSlim":
                gate.Wait();
                return true;
            case "WaitHandle":
                return gate.WaitHandle.WaitOne();
            default:
                return WaitHandle.WaitAll([gate.WaitHandle, free]);
        }
    }

    private static Task<bool> OpenedBy(ManualResetEventSlim gate) => Task.Factory.StartNew(
        () => gate.Wait(RuntimeUnderTest.Patience), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void HoldUntil(ManualResetEventSlim gate, Action enter, Action exit)
    {
        using var held = new ManualResetEventSlim();
        new Thread(() =>
        {
            enter();
            held.Set();
            gate.Wait(RuntimeUnderTest.Patience);
            exit();
        })
        { IsBackground = true }.Start();
        while (!held.IsSet)
        {
            Thread.Yield();
        }
    }
}
