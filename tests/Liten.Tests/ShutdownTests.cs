using System.Diagnostics;

#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests;

/// <summary>What a shutdown waits for, and what its report names.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public void Report_OpenCallsForForeignSource_NamesItAndItsHandleIsAborted()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).AbandonAfter(TimeSpan.Zero)) { MayEndLate = true };
        var foreign = new TaskCompletionSource();
        using var begun = new ManualResetEventSlim();
        bool unwound = false;
        JoinHandle task = it.Runtime.Spawn(WaitAsync, new SpawnOptions { Name = "stubborn" });
        it.WaitFor(begun, "the task");

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(Timeout.InfiniteTimeSpan), "the shutdown");

        TaskInfo abandoned = Assert.Single(report.AbandonedTasks).Task;
        Assert.Equal((task.Id, "stubborn"), (abandoned.Id, abandoned.Name));
        Assert.EndsWith("ShutdownTests.cs", abandoned.File);
        Assert.True(abandoned.Line > 0);
        Assert.Empty(report.UnfinishedBlockingJobs);
        Assert.False(report.IsComplete);
        Assert.Contains($"abandoned: task {task.Id} 'stubborn' (spawned at ShutdownTests.cs:{abandoned.Line})", report.ToString());
        Assert.True(task.IsCompleted);
        Assert.True(new JoinResult(task).IsAborted);

        // Too late: its code is never run again, on no thread.
        foreign.SetResult();
        Assert.False(unwound);

        async LitenTask WaitAsync()
        {
            try
            {
                begun.Set();
                await foreign.Task;
            }
            finally
            {
                unwound = true;
            }
        }
    }

    [Fact]
    public void Report_ForeignWaitThatHeedsTheToken_IsComplete()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var begun = new ManualResetEventSlim();
        bool unwound = false;
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            try
            {
                begun.Set();
                await Task.Delay(Timeout.Infinite, LitenTask.Current.CancellationToken);
            }
            finally
            {
                unwound = true;
            }
        });
        it.WaitFor(begun, "the task");

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(Timeout.InfiniteTimeSpan), "the shutdown");

        Assert.True(report.IsComplete, report.ToString());
        Assert.True(unwound);
        Assert.True(new JoinResult(task).IsAborted);
    }

    [Fact]
    public void Report_TaskRunsOnAndTimeIsOver_IsNamedAndItsThreadEndsLater()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.MayEndLate = true;
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            begun.Set();
            gate.Wait(RuntimeUnderTest.Patience);
        });
        it.WaitFor(begun, "the task");

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.FromMilliseconds(5)), "the shutdown");

        Assert.Equal(task.Id, Assert.Single(report.AbandonedTasks).Id);
        Assert.True(new JoinResult(task).IsAborted);
        Assert.Empty(it.Census.Stopped);
        gate.Set();
    }

    [Fact]
    public void Report_TaskAndJobAreLeft_NamesEachInItsList()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.MayEndLate = true;
        var foreign = new TaskCompletionSource();
        using var begun = new CountdownEvent(2);
        using var gate = new ManualResetEventSlim();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            begun.Signal();
            await foreign.Task;
        });
        JoinHandle job = it.Runtime.SpawnBlocking(() =>
        {
            begun.Signal();
            gate.Wait(RuntimeUnderTest.Patience);
        });
        it.WaitUntil(() => begun.IsSet && it.IsQuiet, "both to begin, and the task to wait");

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.Zero), "the shutdown");

        Assert.Equal(task.Id, Assert.Single(report.AbandonedTasks).Id);
        Assert.Equal(job.Id, Assert.Single(report.UnfinishedBlockingJobs).Id);
        Assert.Equal(2, report.ToString().Split(Environment.NewLine).Length);
        gate.Set();
        Assert.True(it.Outcome(job).IsSuccess);
    }

    [Fact]
    public void Shutdown_QueuedBlockingJobs_AreAbortedAndTheStartedOneFinishes()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(1));
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        JoinHandle<int> started = it.Runtime.SpawnBlocking(() =>
        {
            begun.Set();
            gate.Wait(RuntimeUnderTest.Patience);
            return 1;
        });
        bool ran = false;
        JoinHandle queued = it.Runtime.SpawnBlocking(() => ran = true);
        it.WaitFor(begun, "the job");

        var shutdown = it.Begin(() => it.Runtime.Shutdown(Timeout.InfiniteTimeSpan));
        it.WaitUntil(() => queued.IsCompleted, "the queued job's end");
        Assert.False(started.IsCompleted);
        gate.Set();

        Assert.True(it.End(shutdown, "the shutdown").IsComplete);
        Assert.Equal(1, it.Result(started));
        Assert.False(ran);
    }

    [Fact]
    public void Shutdown_NegativeTimeout_ThrowsAndBeginsNothing()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => it.Runtime.Shutdown(TimeSpan.FromMilliseconds(-2)));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => { it.Runtime.ShutdownAsync(TimeSpan.MinValue); });
        Assert.Equal(1, it.Run(async () => 1));
    }

    [Fact]
    public void Shutdown_HugeTimeout_IsNoOverflow()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        Assert.True(it.OnThread(() => it.Runtime.Shutdown(TimeSpan.MaxValue), "the shutdown").IsComplete);
    }

    [Fact]
    public void Shutdown_WhileADisposeWaitsForAJob_KeepsItsOwnTimeLimit()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        JoinHandle job = it.Runtime.SpawnBlocking(() =>
        {
            begun.Set();
            gate.Wait(RuntimeUnderTest.Patience);
        });
        it.WaitFor(begun, "the job");
        var dispose = it.Begin(it.Runtime.Dispose);
        it.WaitUntil(() => it.Runtime.ToString().Contains("shutting down"), "the shutdown's begin");

        // The gate is still closed, so both can only return by their own limit.
        ShutdownReport patient = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.FromMilliseconds(5)), "a second shutdown");
        ShutdownReport hasty = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.Zero), "a second shutdown without time");
        ShutdownReport async = Patience.Get(it.Runtime.ShutdownAsync(TimeSpan.FromMilliseconds(5)).AsTask());

        Assert.All([patient, hasty, async], report => Assert.Equal(job.Id, Assert.Single(report.UnfinishedBlockingJobs).Id));
        Assert.False(dispose.HasEnded);
        gate.Set();
        it.End(dispose, "Dispose");
    }

    [Fact]
    public void Dispose_TaskIsAbandoned_StillWaitsForTheIdleWorkers()
    {
        var foreign = new TaskCompletionSource();
        using var begun = new ManualResetEventSlim();

        // A worker that takes its time to end, as on a loaded machine, but runs no task.
        static void EndSlowly(ThreadInfo thread)
        {
            long start = Stopwatch.GetTimestamp();
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(60));
        }

        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).AbandonAfter(TimeSpan.Zero).OnThreadStop(EndSlowly)) { MayEndLate = true };
        it.Runtime.Spawn(async () =>
        {
            begun.Set();
            await foreign.Task;
        });
        it.WaitFor(begun, "the task");

        it.End();

        Assert.Equal(2, it.Census.Stopped.Count);
    }

    [Fact]
    public void Census_RuntimeIsAlive_FindsItsThreads()
    {
        RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        it.WaitUntil(() => it.Census.Started.Count == 2, "both workers");

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(it.Census.AssertNobodyLeft);

        it.Dispose();
        Assert.Empty(it.Census.SystemThreads());
    }

    [Fact]
    public void AbandonedTask_ItsSourceCompletesLater_HarmsNobody() // 17
    {
        using RuntimeUnderTest survivor = RuntimeUnderTest.WithWorkers(1);
        var foreign = new TaskCompletionSource();
        using (var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).AbandonAfter(TimeSpan.Zero)) { MayEndLate = true })
        {
            using var begun = new ManualResetEventSlim();
            it.Runtime.Spawn(async () =>
            {
                begun.Set();
                await foreign.Task;
            });
            it.WaitFor(begun, "the task");
        }

        survivor.Run(async () => foreign.SetResult());

        Assert.Equal(1, survivor.Run(async () => 1));
    }
}
