using System.Collections.Concurrent;

namespace Liten.Tests.Scopes;

/// <content>What is seen by threads outside of the runtime.</content>
public sealed partial class TaskScopeFailureTests
{
    [Fact]
    public void RunAsync_OwnerIsAborted_EverythingBelowUnwindsFirst()
    {
        using RuntimeUnderTest it = NewRuntime();
        var order = new ConcurrentQueue<string>();
        using var ready = new ManualResetEventSlim();

        JoinHandle owner = it.Runtime.Spawn(async () =>
        {
            try
            {
                await TaskScope.RunAsync(async outer =>
                {
                    await TaskScope.RunAsync(async inner =>
                    {
                        _ = inner.Spawn(async () => await WaitAsync("grandchild"));
                        _ = inner.Spawn(async () =>
                        {
                            ready.Set();
                            await WaitAsync("second grandchild");
                        });
                        await inner.JoinAsync();
                    });
                });
            }
            finally
            {
                order.Enqueue("owner");
            }

            async LitenTask WaitAsync(string name)
            {
                try
                {
                    await Time.Sleep(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    order.Enqueue(name);
                }
            }
        });
        it.WaitFor(ready, "the grandchildren");
        owner.Abort();

        Assert.True(it.Outcome(owner).IsAborted);
        Assert.Equal("owner", order.Last());
        Assert.Equal(it.Metrics.SpawnedTasks, it.Metrics.CompletedTasks);
    }

    [Fact]
    public void RunAsync_OwnerIsAbortedBefore_NothingStarts()
    {
        using RuntimeUnderTest it = NewRuntime();
        bool hasRun = false;
        using var hasStarted = new ManualResetEventSlim();

        JoinHandle owner = it.Runtime.Spawn(async () =>
        {
            hasStarted.Set();
            while (!LitenTask.Current.IsAbortRequested)
            {
                Thread.Yield();
            }

            await TaskScope.RunAsync(async _ => hasRun = true);
        });
        it.WaitFor(hasStarted, "the owner");
        owner.Abort();

        Assert.True(it.Outcome(owner).IsAborted);
        Assert.False(hasRun);
    }

    [Fact]
    public void RunAsync_OwnerHasAShield_TheAbortReachesTheScopeAfterIt()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var inScope = new ManualResetEventSlim();
        var (go, mayGo) = Oneshot.Create<int>();
        int result = 0;

        JoinHandle owner = it.Runtime.Spawn(async () =>
        {
            using (LitenTask.Current.ShieldFromAbort())
            {
                result = await TaskScope.RunAsync(async scope => await scope.Spawn(async () =>
                {
                    inScope.Set();
                    return await mayGo;
                }));
            }

            await LitenTask.Yield();
        });
        it.WaitFor(inScope, "the child");
        owner.Abort();
        go.TrySend(5);

        Assert.True(it.Outcome(owner).IsAborted);
        Assert.Equal(5, result);
    }

    [Fact]
    public void Shutdown_WhileAScopeRuns_UnwindsAllOfIt()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var ready = new ManualResetEventSlim();
        int unwound = 0;

        JoinHandle owner = it.Runtime.Spawn(async () => await TaskScope.RunAsync(async scope =>
        {
            for (int i = 0; i < 10; i++)
            {
                _ = scope.Spawn(async () =>
                {
                    try
                    {
                        await Time.Sleep(Timeout.InfiniteTimeSpan);
                    }
                    finally
                    {
                        Interlocked.Increment(ref unwound);
                    }
                });
            }

            await LitenTask.Yield();
            ready.Set();
            await scope.JoinAsync();
        }));
        it.WaitFor(ready, "the children");
        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(Timeout.InfiniteTimeSpan), "the shutdown");

        Assert.True(report.IsComplete, report.ToString());
        Assert.True(it.Outcome(owner).IsAborted);
        Assert.InRange(unwound, 0, 10);
    }

    [Fact]
    public void RunAsync_MoreFailures_GoToTheHookWithTheirTasks()
    {
        using RuntimeUnderTest it = NewRuntime();

        it.Run(async () => await Assert.ThrowsAsync<FormatException>(() => TaskScope.RunAsync(async scope =>
        {
            for (int i = 0; i < 3; i++)
            {
                _ = scope.Spawn(
                    static async () =>
                    {
                        try
                        {
                            await Time.Sleep(Timeout.InfiniteTimeSpan);
                        }
                        catch (TaskAbortedException)
                        {
                            throw new InvalidOperationException("while unwinding");
                        }
                    },
                    new SpawnOptions { Name = $"late {i}" });
            }

            await scope.Spawn(FailAsync);
        }).AsTask()));

        Assert.Equal(["late 0", "late 1", "late 2"], _unhandled.Select(info => info.Task?.Name).Order());
        Assert.All(_unhandled, info => Assert.Equal("while unwinding", info.Exception.Message));
    }

    [Fact]
    public void SuperviseAsync_ChildFails_TheOthersGoOnAndItIsReportedOnce()
    {
        using RuntimeUnderTest it = NewRuntime();

        int result = it.Run(async () => await TaskScope.SuperviseAsync(async scope =>
        {
            JoinHandle failing = scope.Spawn(FailAsync, new SpawnOptions { Name = "failing" });
            JoinHandle<int> other = scope.Spawn(static async () =>
            {
                await LitenTask.Yield();
                return 4;
            });
            while (!failing.IsCompleted)
            {
                await LitenTask.Yield();
            }

            return await other;
        }));

        Assert.Equal(4, result);
        UnhandledExceptionInfo told = Assert.Single(_unhandled);
        Assert.Equal("failing", told.Task?.Name);
        Assert.IsType<FormatException>(told.Exception);
    }
}
