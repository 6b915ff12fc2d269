using System.Collections.Concurrent;

namespace Liten.Tests.Scopes;

/// <summary>
/// What users of Kotlin's coroutineScope and supervisorScope trip over: its guide on exceptions and cancellation, and its issue
/// list. Where Liten differs, the name says how.
/// </summary>
public sealed partial class KotlinScopeEdgeTests
{
    private readonly ConcurrentQueue<UnhandledExceptionInfo> _told = new();

    [Fact]
    public void Kotlin_CoroutineScope_CompletesAfterItsLaunchedChildren() => Run(async () =>
    {
        bool hasEnded = false;
        await TaskScope.RunAsync(
            async scope =>
            {
                _ = scope.Spawn(async () =>
                {
                    await LitenTask.Yield();
                    hasEnded = true;
                });
            },
            new ScopeOptions { WaitForChildren = true });
        Assert.True(hasEnded);
    });

    [Fact]
    public void Kotlin_CoroutineScope_FailureCanBeCaughtAroundIt_AndTheOuterScopeGoesOn() => Run(async () =>
    {
        int result = await TaskScope.RunAsync(async outer =>
        {
            JoinHandle<int> sibling = outer.Spawn(static async () =>
            {
                await LitenTask.Yield();
                return 1;
            });
            try
            {
                await TaskScope.RunAsync(async inner => await inner.Spawn(FailAsync));
            }
            catch (FormatException)
            {
                return 1 + await sibling;
            }

            return 0;
        });
        Assert.Equal(2, result);
    });

    [Fact]
    public void Kotlin_SupervisorScope_FailedChild_SiblingLives() => Run(async () =>
    {
        int result = await TaskScope.SuperviseAsync(async scope =>
        {
            JoinHandle failing = scope.Spawn(FailAsync);
            await failing.JoinAsync();
            return await scope.Spawn(static async () => 2);
        });
        Assert.Equal(2, result);
        Assert.Empty(_told); // somebody was awaiting the child
    });

    [Fact]
    public void Kotlin_SupervisorScope_FailedBody_ChildrenAreCancelled() => Run(async () =>
    {
        JoinHandle? child = null;
        await Throws<FormatException>(TaskScope.SuperviseAsync(async scope =>
        {
            child = scope.Spawn(NeverAsync);
            await FailAsync();
        }));
        Assert.True(child!.WasAborted);
    });

    [Fact]
    public void Kotlin_CancelledChild_DoesNotCancelItsParent() => Run(async () =>
    {
        int result = await TaskScope.RunAsync(async scope =>
        {
            JoinHandle child = scope.Spawn(NeverAsync);
            child.Abort();
            await child.JoinAsync();
            await LitenTask.Yield();
            return 4;
        });
        Assert.Equal(4, result);
    });

    [Fact]
    public void Kotlin_NonCancellableCleanup_SuspendsInFinallyAndTheScopeWaits() => Run(async () =>
    {
        bool isClean = false;
        await TaskScope.RunAsync(async scope =>
        {
            var (begun, hasBegun) = Oneshot.Create<int>();
            _ = scope.Spawn(async () =>
            {
                try
                {
                    begun.TrySend(0);
                    await NeverAsync();
                }
                finally
                {
                    using (LitenTask.Current.ShieldFromAbort())
                    {
                        await Time.Sleep(TimeSpan.FromMilliseconds(1));
                        await LitenTask.Yield();
                        isClean = true;
                    }
                }
            });
            await hasBegun;
        });
        Assert.True(isClean);
    });

    [Fact]
    public void Kotlin_FailureIsHandledByTheParent_OnlyAfterAllChildrenHaveTerminated() => Run(async () =>
    {
        var order = new ConcurrentQueue<string>();
        try
        {
            await TaskScope.RunAsync(async scope =>
            {
                var (begun, hasBegun) = Oneshot.Create<int>();
                _ = scope.Spawn(async () =>
                {
                    try
                    {
                        begun.TrySend(0);
                        await NeverAsync();
                    }
                    finally
                    {
                        using (LitenTask.Current.ShieldFromAbort())
                        {
                            await LitenTask.Yield();
                            order.Enqueue("child");
                        }
                    }
                });
                await hasBegun;
                await scope.Spawn(FailAsync);
            });
        }
        catch (FormatException)
        {
            order.Enqueue("parent");
        }

        Assert.Equal(["child", "parent"], order);
    });

    [Fact] // kotlinx.coroutines #1374: a timeout ends a coroutine in silence, as a cancellation does
    public void Kotlin_1374_TimeoutInAChild_IsAFailureThatComesOut() => Run(async () =>
    {
        await Throws<TimeoutException>(TaskScope.RunAsync(async scope =>
        {
            _ = scope.Spawn(static async () => await Time.Timeout(TimeSpan.Zero, static async token => await Time.Sleep(TimeSpan.FromDays(1), token)));
            await NeverAsync();
        }));
    });

    [Fact]
    public void Kotlin_AsyncChildThatNobodyAwaits_FailsTheScope() => Run(async () =>
    {
        await Throws<FormatException>(TaskScope.RunAsync(async scope =>
        {
            _ = scope.Spawn(static async LitenTask<int> () =>
            {
                await FailAsync();
                return 1;
            });
            await NeverAsync();
        }));
    });

    [Fact]
    public void Kotlin_LaunchInACancelledScope_IsACancelledHandleAndNotSilence() => Run(async () =>
    {
        JoinHandle? late = null;
        await Throws<TaskAbortedException>(TaskScope.RunAsync(async scope =>
        {
            scope.Abort();
            late = scope.Spawn(static async () => Assert.Fail("ran"));
            await NeverAsync();
        }));
        Assert.True(late!.WasAborted);
    });

    [Fact]
    public void Kotlin_LaunchInACompletedScope_IsAnError() => Run(async () =>
    {
        TaskScope? kept = null;
        await TaskScope.RunAsync(async scope => kept = scope);
        Assert.Throws<InvalidOperationException>(() => { _ = kept!.Spawn(FailAsync); });
    });

    [Fact]
    public void Kotlin_SwallowedCancellation_ComesAgainAtTheNextWait() => Run(async () =>
    {
        int swallowed = 0;
        await TaskScope.RunAsync(async scope =>
        {
            var (begun, hasBegun) = Oneshot.Create<int>();
            _ = scope.Spawn(async () =>
            {
                begun.TrySend(0);
                while (swallowed < 3)
                {
                    try
                    {
                        await NeverAsync();
                    }
                    catch (OperationCanceledException)
                    {
                        swallowed++;
                    }
                }
            });
            await hasBegun;
        });
        Assert.Equal(3, swallowed);
    });

    private static async LitenTask FailAsync()
    {
        await LitenTask.Yield();
        throw new FormatException("failed");
    }

    private static async LitenTask NeverAsync() => await Time.Sleep(Timeout.InfiniteTimeSpan);

    private static async LitenTask Throws<TException>(LitenTask task)
        where TException : Exception
        => await Assert.ThrowsAsync<TException>(task.AsTask);

    private RuntimeUnderTest NewRuntime()
        => new(Runtime.CreateBuilder().WorkerThreads(2).OnUnhandledException(_told.Enqueue));

    private void Run(Func<LitenTask> body)
    {
        using RuntimeUnderTest it = NewRuntime();
        it.Run(body);
    }
}
