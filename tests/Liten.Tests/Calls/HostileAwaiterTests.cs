using System.Runtime.CompilerServices;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>Foreign awaiters that break the rules: the method that awaits them may suffer, no other one may.</summary>
public sealed class HostileAwaiterTests : IDisposable
{
    private readonly ListScheduler _runtime = new();
    private readonly List<string> _log = [];

    public void Dispose() => _runtime.Dispose();

    [Theory]
    [InlineData("IsCompleted")]
    [InlineData("OnCompleted")]
    [InlineData("GetResult")]
    [InlineData("GetResult at once")]
    public void Awaiter_Throws_MethodFailsWithItsException(string where)
    {
        var failure = new FormatException(where);
        LitenTask<int> call = Await(new ScriptedAwaitable
        {
            Completed = where == "IsCompleted" ? () => throw failure : () => where == "GetResult at once",
            Register = continuation =>
            {
                if (where == "OnCompleted")
                {
                    throw failure;
                }

                continuation();
            },
            Result = () => throw failure,
        });
        _runtime.RunAll();

        Assert.True(call.IsCompleted);
        Assert.Same(failure, Assert.Throws<FormatException>(() => call.GetAwaiter().GetResult()));
        AssertBoxesAreSound();
    }

    [Fact]
    public void Awaiter_CallsBackInsideOnCompleted_MethodGoesOnOnceOnTheRuntime()
    {
        LitenTask<int> call = Await(new ScriptedAwaitable { Register = static continuation => continuation() });
        Assert.False(call.IsCompleted);
        Assert.Equal(1, _runtime.Count);
        _runtime.RunAll();

        Assert.Equal(1, call.GetAwaiter().GetResult());
        Assert.Equal(["resumed"], _log);
    }

    [Fact]
    public void Awaiter_CallsBackTwiceInsideOnCompleted_MethodGoesOnOnce()
    {
        LitenTask<int> call = Await(new ScriptedAwaitable
        {
            Register = static continuation =>
            {
                continuation();
                continuation();
            },
        });
        Assert.Equal(1, _runtime.Count);
        _runtime.RunAll();

        Assert.Equal(1, call.GetAwaiter().GetResult());
        Assert.Equal(["resumed"], _log);
    }

    [Fact]
    public void Awaiter_CallsBackAgainWhileTheMethodWaitsForLiten_IsIgnored()
    {
        var hostile = new ScriptedAwaitable();
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        LitenTask<int> call = AwaitThenReceive(hostile, receiver);
        hostile.Continuation!();
        _runtime.RunAll();
        hostile.Continuation!();
        _runtime.RunAll();
        Assert.False(call.IsCompleted);

        sender.TrySend(5);
        _runtime.RunAll();
        Assert.Equal(6, call.GetAwaiter().GetResult());
    }

    [Fact]
    public void Awaiter_CallsBackAgainWhileTheMethodWaitsForAnotherForeignThing_IsIgnored()
    {
        var hostile = new ScriptedAwaitable();
        bool secondIsDone = false;
        var second = new ScriptedAwaitable { Result = () => secondIsDone ? 10 : throw new InvalidOperationException("resumed before the end") };
        LitenTask<int> call = AwaitBoth(hostile, second);
        Action first = hostile.Continuation!;
        first();
        _runtime.RunAll();
        first();
        _runtime.RunAll();
        Assert.False(call.IsCompleted, "the method was resumed by an awaiter that it does not wait for any more");

        secondIsDone = true;
        second.Continuation!();
        _runtime.RunAll();
        Assert.Equal(11, call.GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Awaiter_CallsBackAgainAfterTheMethodHasEnded_WhoeverUsesTheBoxNowIsUnharmed(bool waitsForForeign)
    {
        var hostile = new ScriptedAwaitable();
        LitenTask<int> call = Await(hostile);
        Action late = hostile.Continuation!;
        late();
        _runtime.RunAll();
        Assert.Equal(1, call.GetAwaiter().GetResult());

        AssertNextCallIsUnharmed(call, late, waitsForForeign);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Awaiter_KeepsTheContinuationThenThrows_WhoeverUsesTheBoxNextIsUnharmed(bool waitsForForeign)
    {
        LitenTask<int> call = Await(new ScriptedAwaitable { Register = static _ => throw new FormatException() }, out ScriptedAwaitable hostile);
        Assert.True(call.IsCompleted);
        Assert.Throws<FormatException>(() => call.GetAwaiter().GetResult());

        AssertNextCallIsUnharmed(call, hostile.Continuation!, waitsForForeign);
    }

    /// <summary>
    /// .NET shows the continuation of a Task to the context or scheduler that was current: a way to call it twice, though the awaiter
    /// itself calls it once.
    /// </summary>
    [Theory]
    [InlineData("context", "Task")]
    [InlineData("context", "ConfigureAwait")]
    [InlineData("context", "Yield")]
    [InlineData("scheduler", "Task")]
    [InlineData("scheduler", "Yield")]
    public void Place_RunsEachThingTwiceAndLate_WhoeverUsesTheBoxNowIsUnharmed(string place, string awaited)
    {
        var hostile = new HostilePlace();
        var operation = new TaskCompletionSource<int>();
        LitenTask<int> call = hostile.Within(place, () => AwaitNet(operation.Task, awaited));
        operation.SetResult(1);
        hostile.RunAllOnce();
        Assert.True(call.IsCompleted);
        Assert.Equal(1, call.GetAwaiter().GetResult());

        var (sender, receiver) = Oneshot.Create<int>();
        LitenTask<int> innocent = hostile.Within(place, () => AwaitNet(receiver.ReceiveAsync().AsTask(), "Task"));
        Assert.Same(call.Source, innocent.Source);
        hostile.RunAllAgain();
        _runtime.RunAll();
        Assert.False(innocent.IsCompleted, "a call was resumed by what another call had waited for");

        sender.TrySend(2);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                hostile.RunAllOnce();
                return innocent.IsCompleted;
            },
            Patience.Limit));
        Assert.Equal(2, innocent.GetAwaiter().GetResult());
    }

    [Fact]
    public void Place_TakesAndThenThrows_TheMethodGoesOnOnce()
    {
        var hostile = new HostilePlace { ThrowsAfterPost = true };
        var (sender, receiver) = Oneshot.Create<int>();
        int resumed = 0;
        LitenTask<int> call = hostile.Within("context", Receive);
        sender.TrySend(3);
        Assert.True(SpinWait.SpinUntil(() => call.IsCompleted, Patience.Limit));
        hostile.RunAllAgain();

        Assert.Equal(3, call.GetAwaiter().GetResult());
        Assert.Equal(1, resumed);

        async LitenTask<int> Receive()
        {
            int result = await receiver;
            Interlocked.Increment(ref resumed);
            return result;
        }
    }

    [Fact]
    public void Awaiter_CallsBackFromManyThreads_MethodGoesOnOnce() => Patience.OnThread(() =>
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
        int resumed = 0;
        JoinHandle task = runtime.Spawn(async () =>
        {
            for (int round = 0; round < 200; round++)
            {
                await new ScriptedAwaitable
                {
                    Register = static continuation =>
                    {
                        // All of them have called before the method can reach its next await.
                        Parallel.For(0, 4, _ => continuation());
                    },
                };
                resumed++;
                await LitenTask.Yield();
            }
        });
        Patience.Wait(task);
        Assert.Equal(200, resumed);
    });

    [Fact]
    public void Awaiter_NeverCallsBackAndIsForgotten_MethodIsCollected()
    {
        WeakReference local = Abandon();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(local.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Abandon()
        {
            var local = new object();
            _ = Wait(local);
            return new WeakReference(local);
        }

        static async LitenTask Wait(object local)
        {
            await new ScriptedAwaitable();
            GC.KeepAlive(local);
        }
    }

    [Fact]
    public void Awaiter_WithoutUnsafeOnCompleted_Works()
    {
        var plain = new PlainAwaitable();
        LitenTask<int> call = AwaitPlain(plain);
        Assert.False(call.IsCompleted);
        plain.Continuation!();
        plain.Continuation!();
        _runtime.RunAll();
        Assert.Equal(3, call.GetAwaiter().GetResult());

        static async LitenTask<int> AwaitPlain(PlainAwaitable plain) => await plain;
    }

    /// <summary>The box of a call that has ended is used by a new one; a call-back that was meant for the old one comes now.</summary>
    private void AssertNextCallIsUnharmed(LitenTask<int> ended, Action late, bool waitsForForeign)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        bool isDone = false;
        var foreign = new ScriptedAwaitable { Completed = () => !waitsForForeign, Result = () => isDone || !waitsForForeign ? 20 : throw new InvalidOperationException("resumed before the end") };
        LitenTask<int> innocent = Await(foreign, receiver);
        Assert.Same(ended.Source, innocent.Source);

        late();
        _runtime.RunAll();
        Assert.False(innocent.IsCompleted, "a call was resumed by an awaiter that another call had awaited");

        isDone = true;
        foreign.Continuation?.Invoke();
        sender.TrySend(22);
        _runtime.RunAll();
        Assert.True(innocent.IsCompleted);
        Assert.Equal(42, innocent.GetAwaiter().GetResult());
    }

    private void AssertBoxesAreSound()
    {
        for (int i = 0; i < 3; i++)
        {
            var awaitable = new ScriptedAwaitable();
            LitenTask<int> call = Await(awaitable);
            _runtime.RunAll();
            Assert.False(call.IsCompleted);
            awaitable.Continuation!();
            _runtime.RunAll();
            Assert.Equal(1, call.GetAwaiter().GetResult());
        }
    }

    private LitenTask<int> Await(ScriptedAwaitable awaitable, out ScriptedAwaitable same)
    {
        same = awaitable;
        return Await(awaitable);
    }

    private async LitenTask<int> Await(ScriptedAwaitable awaitable, OneshotReceiver<int>? then = null)
    {
        int result = await awaitable;
        _log.Add("resumed");
        return then is { } receiver ? result + await receiver : result;
    }

    private static async LitenTask<int> AwaitNet(Task<int> task, string awaited)
    {
        switch (awaited)
        {
            case "Task":
                return await task;
            case "ConfigureAwait":
                return await task.ConfigureAwait(true);
            default:
                await Task.Yield();
                return 1;
        }
    }

    private static async LitenTask<int> AwaitThenReceive(ScriptedAwaitable awaitable, OneshotReceiver<int> receiver) => await awaitable + await receiver;

    private static async LitenTask<int> AwaitBoth(ScriptedAwaitable first, ScriptedAwaitable second) => await first + await second;

    private sealed class PlainAwaitable : INotifyCompletion
    {
        public Action? Continuation { get; private set; }

        public bool IsCompleted => false;

        public PlainAwaitable GetAwaiter() => this;

        public int GetResult() => 3;

        public void OnCompleted(Action continuation) => Continuation = continuation;
    }
}
