#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>What is Liten's, awaited in a context that is not.</summary>
public sealed class AwaitOutsideTests : MethodBuilderRig
{
    [Theory]
    [InlineData("no context")]
    [InlineData("pump")]
    [InlineData("scheduler")]
    [InlineData("scheduler exclusive")]
    public void Await_OutsideOfTheRuntime_ResumesInTheCapturedContext(string where)
    {
        using var pump = new PumpingContext();
        var pair = new ConcurrentExclusiveSchedulerPair();
        TaskScheduler scheduler = where == "scheduler" ? pair.ConcurrentScheduler : pair.ExclusiveScheduler;
        Task<int> all = where switch
        {
            "no context" => Task.Run(() => AwaitEverything(static () => Assert.Null(SynchronizationContext.Current), static () => Assert.True(Thread.CurrentThread.IsThreadPoolThread))),
            "pump" => pump.Run(() => AwaitEverything(() => Assert.Same(pump, SynchronizationContext.Current), () => Assert.True(pump.IsThisThread))),
            _ => Task.Factory.StartNew(
                () => AwaitEverything(static () => { }, () => Assert.Same(scheduler, TaskScheduler.Current)), CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap(),
        };
        Assert.Equal(8, Patience.Get(all));
    }

    [Fact]
    public void Await_OnAForeignContextsThread_LeavesNoExecutionContextThere()
    {
        using var pump = new PumpingContext();
        string? seen = "";
        Patience.Get(pump.Run(async () =>
        {
            JoinHandle handle = _runtime.Spawn(static async () => await LitenTask.Yield());
            TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = Poisoning(handle, ended);
            await ended.Task.ConfigureAwait(false);
            return 1;
        }));
        seen = Patience.Get(pump.Call(static () => s_local.Value));
        Assert.Null(seen);

        static async LitenTask Poisoning(JoinHandle handle, TaskCompletionSource ended)
        {
            s_local.Value = "poison";
            await handle;
            Assert.Equal("poison", s_local.Value);
            s_local.Value = "more poison";
            await LitenTask.Yield();
            Assert.Equal("more poison", s_local.Value);
            ended.SetResult();
        }
    }

    [Fact]
    public void Await_ContextRefusesTheContinuation_CompleterAndOtherWaitersAreUnharmed()
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> handle = _runtime.Spawn(async () => await receiver);
        Task<int>? dead = null;
        Task<int>? other = null;
        Patience.OnThread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new PoisonedContext());
            dead = AwaitIt(handle);
            SynchronizationContext.SetSynchronizationContext(null);
            other = AwaitIt(handle);
        });
        sender.TrySend(9);

        Assert.Equal(9, Patience.Get(other!, "the waiter behind the one whose context is dead"));
        Assert.Equal(9, Patience.Get(dead!, "the waiter whose context is dead"));
        Assert.Equal(9, Patience.Get(handle));

        static async Task<int> AwaitIt(JoinHandle<int> handle) => await handle;
    }

    /// <summary>Awaits each thing of Liten's in each kind of method, and asks after each await whether it is in the right place.</summary>
    private async Task<int> AwaitEverything(Action context, Action place)
    {
        int checks = 0;
        JoinHandle<int> handle = Started();
        Assert.Equal(5, await handle);
        Check();
        await (JoinHandle)Started();
        Check();
        Assert.Equal(5, (await Started().JoinAsync()).Value);
        Check();
        await LitenTask.Yield();
        Check();
        Assert.Equal(5, await InLitenTask());
        Check();
        Assert.Equal(5, await InValueTask());
        Check();
        var end = new TaskCompletionSource();
        InVoid(end);
        await end.Task;
        Check();
        Assert.Same(handle, await LitenTask.WhenAny(handle, Started()));
        Check();
        return checks;

        void Check()
        {
            checks++;
            context();
            place();
        }

        JoinHandle<int> Started() => _runtime.Spawn(static async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                await LitenTask.Yield();
            }

            return 5;
        });

        async LitenTask<int> InLitenTask()
        {
            int result = await Started();
            place();
            await LitenTask.Yield();
            place();
            return result;
        }

        async ValueTask<int> InValueTask()
        {
            int result = await Started();
            context();
            place();
            return result;
        }

        async void InVoid(TaskCompletionSource end)
        {
            try
            {
                await Started();
                context();
                place();
                end.SetResult();
            }
            catch (Exception exception)
            {
                end.SetException(exception);
            }
        }
    }
}
