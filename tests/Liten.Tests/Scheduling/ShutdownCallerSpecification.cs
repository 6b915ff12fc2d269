#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>Who may end a runtime: a worker, a task, several threads at once.</summary>
public abstract class ShutdownCallerSpecification(Func<RuntimeBuilder> createBuilder)
    : ShutdownSpecification(createBuilder)
{
    [Fact]
    public void Dispose_OnAWorker_ThrowsAndNamesTheAlternative() // 6
    {
        using RuntimeUnderTest it = Start();
        using RuntimeUnderTest inner = Start();

        it.Run(async () =>
        {
            Assert.Contains("DisposeAsync", Assert.Throws<InvalidOperationException>(it.Runtime.Dispose).Message);
            Assert.Contains("ShutdownAsync", Assert.Throws<InvalidOperationException>(inner.Runtime.Dispose).Message);
            Assert.Contains("TimeSpan.Zero", Assert.Throws<InvalidOperationException>(() => inner.Runtime.Shutdown(TimeSpan.FromSeconds(1))).Message);
        });

        // The refusal has begun nothing.
        Assert.Equal(1, inner.Run(async () => 1));
        Assert.Equal(1, it.Run(async () => 1));
    }

    [Fact]
    public void Shutdown_ZeroOnAWorkerOfAnotherRuntime_Succeeds() // 6
    {
        using RuntimeUnderTest it = Start();
        using RuntimeUnderTest inner = Start();
        inner.MayEndLate = true;

        ShutdownReport report = it.Run(async () => inner.Runtime.Shutdown(TimeSpan.Zero));

        Assert.True(report.IsComplete);
        Assert.Throws<ObjectDisposedException>(() => inner.Runtime.BlockOn(async () => 1));
    }

    [Fact]
    public void DisposeAsync_OnAWorkerOfAnotherRuntime_Succeeds() // 6
    {
        using RuntimeUnderTest it = Start();
        using RuntimeUnderTest inner = Start();
        bool unwound = false;
        SpawnWaiting(inner, () => unwound = true);

        it.Run(async () => await inner.Runtime.DisposeAsync());

        Assert.True(unwound);
    }

    [Fact]
    public void Shutdown_ZeroInsideATask_AbortsItsHandle()
    {
        using RuntimeUnderTest it = Start();
        it.MayEndLate = true;
        JoinHandle task = it.Runtime.Spawn(async () => { it.Runtime.Shutdown(TimeSpan.Zero); }, new SpawnOptions { Name = "suicide" });

        // A current-thread runtime needs somebody to drive it, who is refused when the shutdown was faster.
        it.OnThread(() => Record.Exception(() => it.Runtime.BlockOn(async () => await task.JoinAsync())), "BlockOn");
        it.WaitUntil(() => task.IsCompleted, "the task");

        Assert.True(new JoinResult(task).IsAborted);
        it.End();
    }

    [Fact]
    public void Dispose_EightThreadsAtOnce_AllReturnAfterTheEnd() // fault 14
    {
        using RuntimeUnderTest it = Start();
        bool unwound = false;
        SpawnWaiting(it, () => Volatile.Write(ref unwound, true));
        using var go = new Barrier(8);

        var disposals = Enumerable.Range(0, 8).Select(_ => it.Begin(() =>
        {
            go.SignalAndWait();
            it.Runtime.Dispose();
            return Volatile.Read(ref unwound);
        })).ToArray();

        Assert.All(disposals, disposal => Assert.True(it.End(disposal, "one of eight disposals")));
        it.End();
    }

    [Fact]
    public async Task DisposeAsync_Twice_BothEnd()
    {
        using RuntimeUnderTest it = Start();
        bool unwound = false;
        _ = SpawnWaiting(it, () => unwound = true);

        await it.Runtime.DisposeAsync().AsTask().WaitAsync(RuntimeUnderTest.Patience);
        await it.Runtime.DisposeAsync().AsTask().WaitAsync(RuntimeUnderTest.Patience);

        Assert.True(unwound);
        Assert.True((await it.Runtime.ShutdownAsync(TimeSpan.Zero).AsTask().WaitAsync(RuntimeUnderTest.Patience)).IsComplete);
    }

    public sealed class OnOneWorker() : ShutdownCallerSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : ShutdownCallerSpecification(SchedulerKinds.TwoWorkers);

    public sealed class OnFourWorkers() : ShutdownCallerSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : ShutdownCallerSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : ShutdownCallerSpecification(SchedulerKinds.CurrentThread);
}
