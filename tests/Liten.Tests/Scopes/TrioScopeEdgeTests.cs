using System.Collections.Concurrent;

namespace Liten.Tests.Scopes;

/// <summary>What Trio's reference says of nurseries and cancel scopes, and what its tests hold. Where Liten differs, the name says how.</summary>
public sealed partial class TrioScopeEdgeTests
{
    private readonly ConcurrentQueue<UnhandledExceptionInfo> _told = new();

    [Fact]
    public void Trio_NurseryBodyRaises_ChildrenHaveUnwoundFirst() => Run(async () =>
    {
        bool hasUnwound = false;
        await Throws<FormatException>(TaskScope.RunAsync(async nursery =>
        {
            var (begun, hasBegun) = Oneshot.Create<int>();
            _ = nursery.Spawn(async () =>
            {
                try
                {
                    begun.TrySend(0);
                    await NeverAsync();
                }
                finally
                {
                    hasUnwound = true;
                }
            });
            await hasBegun;
            throw new FormatException();
        }));
        Assert.True(hasUnwound);
    });

    [Fact]
    public void Trio_StartSoonFromAChild_WhichWasGivenTheNursery() => Run(async () =>
    {
        int started = 0;
        await TaskScope.RunAsync(
            async nursery => _ = nursery.Spawn(nursery, async given => _ = given.Spawn(async () => started++)),
            new ScopeOptions { WaitForChildren = true });
        Assert.Equal(1, started);
    });

    [Fact]
    public void Trio_StartSoonAfterTheNurseryHasClosed_IsAnError() => Run(async () =>
    {
        TaskScope? kept = null;
        await TaskScope.RunAsync(async nursery => kept = nursery);
        string message = Assert.Throws<InvalidOperationException>(() => { _ = kept!.Spawn(NeverAsync); }).Message;
        Assert.Contains("has ended", message);
    });

    [Fact]
    public void Trio_ChildRaisesWhileTheParentWaitsAtTheEndOfTheBlock() => Run(async () =>
    {
        await Throws<FormatException>(TaskScope.RunAsync(
            async nursery =>
            {
                _ = nursery.Spawn(NeverAsync);
                _ = nursery.Spawn(async () =>
                {
                    await LitenTask.Yield();
                    throw new FormatException();
                });
            },
            new ScopeOptions { WaitForChildren = true }));
    });

    [Fact]
    public void Trio_ChildRaisesWhileTheBodyJoins_TheBodyIsCancelledThere() => Run(async () =>
    {
        bool wasCancelled = false;
        await Throws<FormatException>(TaskScope.RunAsync(async nursery =>
        {
            _ = nursery.Spawn(NeverAsync);
            _ = nursery.Spawn(async () =>
            {
                await LitenTask.Yield();
                throw new FormatException();
            });
            try
            {
                await nursery.JoinAsync();
            }
            catch (TaskAbortedException)
            {
                wasCancelled = true;
                throw;
            }
        }));
        Assert.True(wasCancelled);
    });

    [Fact]
    public void Trio_DeadlineInThePast_CancelsAtTheFirstCheckpoint() => Run(async () =>
    {
        await Throws<TimeoutException>(TaskScope.RunAsync(
            async _ => await NeverAsync(), new ScopeOptions { Timeout = TimeSpan.Zero }));
    });

    [Fact]
    public void Trio_OuterDeadlineIsEarlier_TheInnerDoesNotClaimIt() => Run(async () =>
    {
        TimeoutException timeout = await Assert.ThrowsAsync<TimeoutException>(TaskScope.RunAsync(
            async _ => await TaskScope.RunAsync(
                async _ => await NeverAsync(), new ScopeOptions { Name = "inner", Timeout = TimeSpan.FromDays(1) }),
            new ScopeOptions { Name = "outer", Timeout = TimeSpan.FromSeconds(1) }).AsTask);
        Assert.Contains("'outer'", timeout.Message);
    });

    [Fact]
    public void Trio_InnerDeadlineIsEarlier_TheOuterGoesOn() => Run(async () =>
    {
        int result = await TaskScope.RunAsync(
            async _ =>
            {
                await Throws<TimeoutException>(TaskScope.RunAsync(
                    async _ => await NeverAsync(), new ScopeOptions { Timeout = TimeSpan.FromMilliseconds(1) }));
                await LitenTask.Yield();
                return 1;
            },
            new ScopeOptions { Timeout = TimeSpan.FromDays(1) });
        Assert.Equal(1, result);
    });

    [Fact]
    public void Trio_CancelledScope_EveryCheckpointRaisesAgain() => Run(async () =>
    {
        int raised = 0;
        await Throws<TaskAbortedException>(TaskScope.RunAsync(async nursery =>
        {
            nursery.Abort();
            for (int i = 0; i < 3; i++)
            {
                try
                {
                    await LitenTask.Yield();
                }
                catch (TaskAbortedException)
                {
                    raised++;
                }
            }

            await LitenTask.Yield();
        }));
        Assert.Equal(3, raised);
    });

    [Fact]
    public void Trio_ShieldedCleanupWithItsOwnTimeout_WorksInACancelledScope() => Run(async () =>
    {
        bool timedOut = false;
        await Throws<TaskAbortedException>(TaskScope.RunAsync(async nursery =>
        {
            nursery.Abort();
            using (LitenTask.Current.ShieldFromAbort())
            {
                try
                {
                    await TaskScope.RunAsync(
                        async _ => await NeverAsync(), new ScopeOptions { Timeout = TimeSpan.FromSeconds(1) });
                }
                catch (TimeoutException)
                {
                    timedOut = true;
                }
            }

            await NeverAsync();
        }));
        Assert.True(timedOut);
    });

    [Fact]
    public void Trio_ChildSwallowsTheCancellation_TheDeadlineComesOutAllTheSame() => Run(async () =>
    {
        await Throws<TimeoutException>(TaskScope.RunAsync(
            async nursery =>
            {
                _ = nursery.Spawn(static async () =>
                {
                    try
                    {
                        await NeverAsync();
                    }
                    catch (TaskAbortedException)
                    {
                        // Swallowed, and no other wait follows.
                    }
                });
                await NeverAsync();
            },
            new ScopeOptions { Timeout = TimeSpan.FromSeconds(1) }));
        Assert.Empty(_told);
    });

    [Fact]
    public void Trio_FailureWhileTheScopeIsCancelled_IsStrongerThanTheCancellation() => Run(async () =>
    {
        await Throws<ArithmeticException>(TaskScope.RunAsync(
            async nursery =>
            {
                try
                {
                    await NeverAsync();
                }
                catch (TaskAbortedException)
                {
                    throw new ArithmeticException();
                }
            },
            new ScopeOptions { Timeout = TimeSpan.FromSeconds(1) }));
    });

    private static async LitenTask NeverAsync() => await Time.Sleep(Timeout.InfiniteTimeSpan);

    private static async LitenTask Throws<TException>(LitenTask task)
        where TException : Exception
        => await Assert.ThrowsAsync<TException>(task.AsTask);

    private void Run(Func<LitenTask> body)
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).OnUnhandledException(_told.Enqueue));
        it.Run(body);
    }
}
