namespace Liten.Tests.Scopes;

/// <summary>What a scope promises when nothing goes wrong, and who may use it.</summary>
public sealed class TaskScopeTests
{
    private static readonly ScopeOptions s_waits = new() { WaitForChildren = true };

    [Fact]
    public void RunAsync_BodyReturns_ItsResultComesAfterTheChildrenHaveEnded()
    {
        using var it = RuntimeUnderTest.WithWorkers(2);
        int ended = 0;

        int result = it.Run(async () => await TaskScope.RunAsync(
            async scope =>
            {
                for (int i = 0; i < 100; i++)
                {
                    _ = scope.Spawn(async () =>
                    {
                        await LitenTask.Yield();
                        Interlocked.Increment(ref ended);
                    });
                }

                await LitenTask.Yield();
                return 42;
            },
            s_waits));

        Assert.Equal((42, 100), (result, ended));
    }

    [Fact]
    public void RunAsync_BodyReturnsWhileChildrenRun_TheyAreAbortedAndHaveUnwound()
    {
        using var it = RuntimeUnderTest.WithWorkers(2);
        bool hasUnwound = false;
        JoinHandle? child = null;

        it.Run(async () =>
        {
            await TaskScope.RunAsync(async scope =>
            {
                var (started, hasStarted) = Oneshot.Create<int>();
                child = scope.Spawn(async () =>
                {
                    try
                    {
                        started.TrySend(0);
                        await Time.Sleep(Timeout.InfiniteTimeSpan);
                    }
                    finally
                    {
                        using (LitenTask.Current.ShieldFromAbort())
                        {
                            await LitenTask.Yield();
                        }

                        hasUnwound = true;
                    }
                });
                await hasStarted;
            });
            Assert.True(hasUnwound);
            Assert.True(child!.IsCompleted);
        });

        JoinResult end = it.Outcome(child!);
        Assert.True(end.IsAborted);
        Assert.Contains("the body of the scope (opened at TaskScopeTests.cs:", end.Exception!.Message);
    }

    [Fact]
    public void RunAsync_EveryKindOfBodyAndChild_GivesItsResult()
    {
        using var it = RuntimeUnderTest.WithWorkers(2);

        (int, int, int) results = it.Run(async () =>
        {
            int first = await TaskScope.RunAsync(async scope => await scope.Spawn(async () => 1) + await scope.Spawn(2, static async two => two));
            int second = await TaskScope.RunAsync<int>(async Task<int> (scope) => await scope.Spawn(async Task<int> () => await Task.FromResult(3)));
            int third = await TaskScope.RunAsync<int>(async ValueTask<int> (scope) => await scope.Spawn(async ValueTask<int> () => 4));
            await TaskScope.RunAsync(async LitenTask (scope) => await scope.Spawn(async () => { }));
            await TaskScope.RunAsync(async Task (scope) => await scope.Spawn(async Task () => { }));
            await TaskScope.RunAsync(async ValueTask (scope) => await scope.Spawn(async ValueTask () => { }));
            await TaskScope.RunAsync(async scope => await scope.Spawn(5, static async LitenTask (_) => { }));
            return (first, second, third);
        });

        Assert.Equal((3, 3, 4), results);
    }

    [Fact]
    public void RunAsync_ChildSpawnsSiblings_AllAreWaitedFor()
    {
        using var it = RuntimeUnderTest.WithWorkers(2);
        int ended = 0;

        it.Run(async () => await TaskScope.RunAsync(
            async scope =>
            {
                Grow(6);
                await LitenTask.Yield();

                void Grow(int generations) => scope.Spawn(async () =>
                {
                    if (generations > 0)
                    {
                        Grow(generations - 1);
                        Grow(generations - 1);
                    }

                    await LitenTask.Yield();
                    Interlocked.Increment(ref ended);
                });
            },
            s_waits));

        Assert.Equal(127, ended);
    }

    [Fact]
    public void JoinAsync_InTheBody_CompletesWhenNoChildLives()
    {
        using var it = RuntimeUnderTest.WithWorkers(2);

        it.Run(async () => await TaskScope.RunAsync(async scope =>
        {
            await scope.JoinAsync();
            int ended = 0;
            for (int round = 1; round <= 3; round++)
            {
                for (int i = 0; i < 10; i++)
                {
                    _ = scope.Spawn(async () =>
                    {
                        await LitenTask.Yield();
                        Interlocked.Increment(ref ended);
                    });
                }

                await scope.JoinAsync();
                Assert.Equal(10 * round, ended);
            }
        }));
    }

    [Fact]
    public void JoinAsync_InAChild_IsRefusedWithTheWayOut()
    {
        using var it = RuntimeUnderTest.WithWorkers(1);

        var refusal = it.Run(async () => await TaskScope.RunAsync(async scope =>
            await scope.Spawn(async () =>
            {
                await LitenTask.Yield();
                return Assert.Throws<InvalidOperationException>(() => { _ = scope.JoinAsync(CancellationToken.None); });
            })));

        Assert.Contains("would wait for itself", refusal.Message);
        Assert.Contains("siblings", refusal.Message);
    }

    [Fact]
    public void JoinAsync_TokenIsCancelled_ItsOwnExceptionComesAndTheChildRunsOn()
    {
        using var it = RuntimeUnderTest.WithWorkers(1);

        it.Run(async () => await TaskScope.RunAsync(async scope =>
        {
            using var cancellation = new CancellationTokenSource();
            JoinHandle child = scope.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
            LitenTask wait = scope.JoinAsync(cancellation.Token);
            cancellation.Cancel();
            var cancelled = await Assert.ThrowsAsync<OperationCanceledException>(() => wait.AsTask());
            Assert.Equal(cancellation.Token, cancelled.CancellationToken);
            Assert.False(child.IsCompleted);
        }));
    }

    [Fact]
    public void Spawn_AfterTheEnd_SaysSo()
    {
        using var it = RuntimeUnderTest.WithWorkers(1);
        TaskScope? kept = null;

        var refusal = it.Run(async () =>
        {
            await TaskScope.RunAsync(async scope => kept = scope, new ScopeOptions { Name = "load" });
            return Assert.Throws<InvalidOperationException>(() => { kept!.Spawn(async () => { }); });
        });

        Assert.Contains("The scope 'load' (opened at TaskScopeTests.cs:", refusal.Message);
        Assert.Contains("has ended", refusal.Message);
    }

    [Fact]
    public void Spawn_FromATaskThatIsNotInside_SaysSo()
    {
        using var it = RuntimeUnderTest.WithWorkers(2);

        var refusal = it.Run(async () => await TaskScope.RunAsync(async scope =>
            await LitenTask.Spawn(
                async () => Assert.Throws<InvalidOperationException>(() => { _ = scope.Spawn(async () => { }); }),
                new SpawnOptions { Name = "stranger" })));

        Assert.Contains("'stranger'", refusal.Message);
        Assert.Contains("is not inside of the scope", refusal.Message);
    }

    [Fact]
    public void Spawn_InAnOuterScopeFromAnInnerOne_BelongsToTheOuter()
    {
        using var it = RuntimeUnderTest.WithWorkers(2);
        var (go, mayGo) = Oneshot.Create<int>();
        JoinHandle<int>? child = null;

        int result = it.Run(async () => await TaskScope.RunAsync(async outer =>
        {
            await TaskScope.RunAsync(async inner => await inner.Spawn(async () => child = outer.Spawn(async () => await mayGo)));
            Assert.False(child!.IsCompleted);
            go.TrySend(7);
            return await child;
        }));

        Assert.Equal(7, result);
    }

    [Fact]
    public void RunAsync_OutsideOfARuntime_SaysHowToGetOne()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => { TaskScope.RunAsync(async _ => { }); });

        Assert.Contains("needs a runtime", refusal.Message);
    }

    [Fact]
    public void RunAsync_NoBody_IsRefused()
    {
        using var it = RuntimeUnderTest.WithWorkers(1);

        it.Run(async () =>
        {
            Assert.Throws<ArgumentNullException>("body", () => { TaskScope.RunAsync((Func<TaskScope, LitenTask>)null!); });
            Assert.Throws<ArgumentNullException>("body", () => { TaskScope.SuperviseAsync((Func<TaskScope, Task<int>>)null!); });
            await TaskScope.RunAsync(async scope =>
            {
                Assert.Throws<ArgumentNullException>("body", () => { scope.Spawn((Func<LitenTask>)null!); });
            });
        });
    }

    [Fact]
    public void Parents_OfBodyAndChild_AreOwnerAndBody()
    {
        using var it = RuntimeUnderTest.WithWorkers(2);

        it.Run(async () =>
        {
            long owner = LitenTask.Current.Id;
            Assert.Equal((0, null), (LitenTask.Current.ParentId, LitenTask.Current.Parent));
            await TaskScope.RunAsync(
                async scope =>
                {
                    long body = LitenTask.Current.Id;
                    Assert.Equal(owner, LitenTask.Current.ParentId);
                    Assert.Equal("load", LitenTask.Current.Name);
                    JoinHandle child = scope.Spawn(async () =>
                    {
                        Assert.Equal(body, LitenTask.Current.ParentId);
                        Assert.Equal("load", LitenTask.Current.Parent?.Name);
                    });
                    await child;
                    Assert.Equal(body, child.Describe().ParentId);
                },
                new ScopeOptions { Name = "load" });
        });
    }

    [Fact]
    public void MaxConcurrency_Reached_SpawnThrowsAndSpawnAsyncWaits()
    {
        using var it = RuntimeUnderTest.WithWorkers(2);
        int most = 0, living = 0;

        it.Run(async () => await TaskScope.RunAsync(
            async scope =>
            {
                var (_, never) = Oneshot.Create<int>();
                JoinHandle blocker = scope.Spawn(async () => await never);
                for (int i = 0; i < 50; i++)
                {
                    await scope.SpawnAsync(async () =>
                    {
                        int now = Interlocked.Increment(ref living);
                        most = Math.Max(most, now);
                        await LitenTask.Yield();
                        Interlocked.Decrement(ref living);
                    });
                }

                while (living > 0)
                {
                    await LitenTask.Yield();
                }

                JoinHandle second = await scope.SpawnAsync(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
                var refusal = Assert.Throws<TaskLimitExceededException>(() => { _ = scope.Spawn(async () => { }); });
                Assert.Equal(2, refusal.MaxTasks);
                Assert.Contains("scope 'two'", refusal.Message);
                Assert.Contains("SpawnAsync", refusal.Message);
                blocker.Abort();
                second.Abort();
                await scope.JoinAsync();
                _ = scope.Spawn(async () => { });
            },
            new ScopeOptions { MaxConcurrency = 2, Name = "two" }));

        Assert.Equal(1, most);
    }

    [Fact]
    public void ScopeOptions_WrongNumbers_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("MaxConcurrency", () => new ScopeOptions { MaxConcurrency = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Timeout", () => new ScopeOptions { Timeout = TimeSpan.FromTicks(-1) });
        Assert.Equal(Timeout.InfiniteTimeSpan, new ScopeOptions { Timeout = Timeout.InfiniteTimeSpan }.Timeout);
    }
}
