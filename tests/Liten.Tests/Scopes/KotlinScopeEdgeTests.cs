using System.Collections.Concurrent;

namespace Liten.Tests.Scopes;

/// <summary>
/// What users of Kotlin's coroutineScope and supervisorScope trip over: its guide on exceptions and cancellation, and its issue
/// list. Where Liten differs, the name says how.
/// </summary>
public sealed class KotlinScopeEdgeTests
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
    public void Kotlin_SupervisorInsideOfAScope_FailureStopsAtTheSupervisor() => Run(async () =>
    {
        int result = await TaskScope.RunAsync(async outer =>
        {
            await TaskScope.SuperviseAsync(
                async supervisor => _ = supervisor.Spawn(FailAsync), new ScopeOptions { WaitForChildren = true });
            return 3;
        });
        Assert.Equal(3, result);
        Assert.IsType<FormatException>(Assert.Single(_told).Exception);
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
    public void Kotlin_CancelledParent_CancelsRecursively()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var deepest = new ManualResetEventSlim();
        int unwound = 0;

        JoinHandle owner = it.Runtime.Spawn(() => NestAsync(20));
        it.WaitFor(deepest, "the deepest scope");
        owner.Abort();

        Assert.True(it.Outcome(owner).IsAborted);
        Assert.Equal(20, unwound);

        async LitenTask NestAsync(int depth) => await TaskScope.RunAsync(async scope =>
        {
            if (depth == 0)
            {
                deepest.Set();
                await NeverAsync();
            }

            try
            {
                await scope.Spawn(() => NestAsync(depth - 1));
            }
            finally
            {
                Interlocked.Increment(ref unwound);
            }
        });
    }

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
    public void Kotlin_ExceptionAggregation_TheFirstWinsAndTheOthersAreToldInsteadOfSuppressed() => Run(async () =>
    {
        await Throws<FormatException>(TaskScope.RunAsync(async scope =>
        {
            var (begun, hasBegun) = Oneshot.Create<int>();
            _ = scope.Spawn(async () =>
            {
                try
                {
                    begun.TrySend(0);
                    await NeverAsync();
                }
                catch (TaskAbortedException)
                {
                    throw new ArithmeticException("second");
                }
            });
            await hasBegun;
            await FailAsync();
        }));
        Assert.IsType<ArithmeticException>(Assert.Single(_told).Exception);
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
    public void Kotlin_ScopeOnACancelledParent_DoesNotRunItsBody()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var hasStarted = new ManualResetEventSlim();
        bool hasRun = false;

        JoinHandle owner = it.Runtime.Spawn(async () =>
        {
            hasStarted.Set();
            while (!LitenTask.Current.IsAbortRequested)
            {
                Thread.Yield();
            }

            await TaskScope.SuperviseAsync(async _ => hasRun = true);
        });
        it.WaitFor(hasStarted, "the owner");
        owner.Abort();

        Assert.True(it.Outcome(owner).IsAborted);
        Assert.False(hasRun);
    }

    [Fact] // kotlinx.coroutines #1813: a result that is ready is dropped when the caller is cancelled
    public void Kotlin_1813_ResultThatIsThere_IsNotLostToTheAbort()
    {
        using RuntimeUnderTest it = NewRuntime();
        IDisposable? resource = null;
        JoinHandle? owner = null;

        owner = it.Runtime.Spawn(async () => resource = await TaskScope.RunAsync(async scope =>
        {
            while (owner is null)
            {
                Thread.Yield();
            }

            owner.Abort();
            return new MemoryStream();
        }));
        it.Outcome(owner);

        Assert.NotNull(resource);
    }

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

    [Fact]
    public void Kotlin_UncooperativeChild_IsWaitedForAllTheSame() => Run(async () =>
    {
        int rounds = 0;
        await TaskScope.RunAsync(async scope =>
        {
            var (begun, hasBegun) = Oneshot.Create<int>();
            _ = scope.Spawn(async () =>
            {
                begun.TrySend(0);
                while (!LitenTask.Current.IsAbortRequested)
                {
                    Thread.Yield();
                }

                rounds = 1_000;
            });
            await hasBegun;
        });
        Assert.Equal(1_000, rounds);
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
