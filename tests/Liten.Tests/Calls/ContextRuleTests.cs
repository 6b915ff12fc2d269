#pragma warning disable CA2007, xUnit1051 // What ConfigureAwait(false) does is what these tests ask.
#pragma warning disable xUnit1030

namespace Liten.Tests.Calls;

/// <summary>Where code goes on that awaits a call of Liten's as a ValueTask, with and without a context.</summary>
public sealed class ContextRuleTests : IDisposable
{
    private readonly Runtime _runtime = Runtime.CreateBuilder().WorkerThreads(2).WorkerThreadName("rule").Build();

    private static (string? Thread, SynchronizationContext? Context) Here
        => (Thread.CurrentThread.Name?.Split('-')[0], SynchronizationContext.Current);

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Await_WithoutContext_StaysOnAWorkerWithoutOne()
    {
        var (inside, outside) = Run(static async () =>
        {
            await YieldingAsync().ConfigureAwait(false);
            return Here;
        });

        Assert.Equal(("rule", null), inside);
        Assert.Equal(("rule", _runtime.SynchronizationContext), outside);
    }

    [Fact]
    public void Await_WithContext_ComesHome()
    {
        var (inside, outside) = Run(static async () =>
        {
            await YieldingAsync();
            return Here;
        });

        Assert.Equal(("rule", _runtime.SynchronizationContext), inside);
        Assert.Equal(("rule", _runtime.SynchronizationContext), outside);
    }

    [Fact]
    public void Await_WithoutContext_ManyDeep_NeverSeesTheThreadPool()
    {
        var (inside, outside) = Run(static async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                await NestedAsync(3).ConfigureAwait(false);
                Assert.Equal(("rule", null), Here);
            }

            return Here;
        });

        Assert.Equal(("rule", null), inside);
        Assert.Equal(("rule", _runtime.SynchronizationContext), outside);
        Assert.Equal(0, _runtime.Metrics.ThreadPoolReturns);
    }

    [Fact]
    public void Await_WithoutContext_LeavesTheNextTurnItsContext()
    {
        (string?, SynchronizationContext?) next = Patience.Get(_runtime.Spawn(async () =>
        {
            Task library = LibraryAsync();
            await LitenTask.Yield();
            await library;
            return await LitenTask.Spawn(async () => Here);
        }));

        Assert.Equal(("rule", _runtime.SynchronizationContext), next);
    }

    [Fact]
    public void Await_OutsideOfARuntime_WithoutContext_GoesToTheThreadPool() => Patience.OnThread(() =>
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        Task<bool> call = AwaitAsync(receiver);
        sender.TrySend(1);

        Assert.True(Patience.Get(call));

        static async Task<bool> AwaitAsync(OneshotReceiver<int> receiver)
        {
            await receiver.ReceiveAsync().AsValueTask().ConfigureAwait(false);
            return Thread.CurrentThread.IsThreadPoolThread;
        }
    });

    [Fact]
    public void Await_InAForeignContext_ComesBackToIt()
    {
        using var pump = new PumpingContext();
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        Task<bool> call = pump.Run(async () =>
        {
            await receiver.ReceiveAsync().AsValueTask();
            return pump.IsThisThread;
        });
        sender.TrySend(1);

        Assert.True(Patience.Get(call));
    }

    [Fact]
    public void AsyncLocal_WithoutContext_FlowsToTheContinuationOnly()
    {
        var local = new AsyncLocal<int>();
        (int inside, int other) = Patience.Get(_runtime.Spawn(async () =>
        {
            int inside = await SetAsync(local);
            return (inside, await LitenTask.Spawn(async () => local.Value));
        }));

        Assert.Equal((7, 0), (inside, other));

        static async Task<int> SetAsync(AsyncLocal<int> local)
        {
            local.Value = 7;
            await YieldingAsync().ConfigureAwait(false);
            return local.Value;
        }
    }

    [Fact]
    public void ValueTask_AwaitedTwice_Throws()
    {
        ValueTask task = Patience.Get(_runtime.Spawn(async () =>
        {
            ValueTask task = YieldingAsync();
            await task;
            return task;
        }));

        Assert.Throws<InvalidOperationException>(() => task.GetAwaiter().GetResult());
    }

    [Fact]
    public void Failure_OfTheCall_IsThrownAsItIs()
    {
        var failure = new FormatException("mine");
        JoinResult<int> end = Patience.Get(_runtime.Spawn(async () => await FailAsync(failure)).JoinAsync().AsTask());

        Assert.Same(failure, end.Exception);

        static async Task<int> FailAsync(Exception failure)
        {
            await FailingAsync(failure).AsValueTask().ConfigureAwait(false);
            return 0;
        }
    }

    private static ValueTask YieldingAsync() => LitenTask.Yield().AsValueTask();

    private static async Task LibraryAsync()
    {
        await YieldingAsync().ConfigureAwait(false);
        await YieldingAsync().ConfigureAwait(false);
    }

    private static async LitenTask FailingAsync(Exception failure)
    {
        await LitenTask.Yield();
        throw failure;
    }

    private static async ValueTask NestedAsync(int depth)
    {
        await YieldingAsync().ConfigureAwait(false);
        if (depth > 0)
        {
            await NestedAsync(depth - 1).ConfigureAwait(false);
        }
    }

    private ((string? Thread, SynchronizationContext? Context) Inside, (string? Thread, SynchronizationContext? Context) Outside)
        Run(Func<Task<(string?, SynchronizationContext?)>> library)
        => Patience.Get(_runtime.Spawn(async () =>
        {
            (string?, SynchronizationContext?) inside = await library();
            return (inside, Here);
        }));
}
