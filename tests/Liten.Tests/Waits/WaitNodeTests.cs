#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Waits;

/// <summary>One wait: registered, claimed, ended and used again, in every order.</summary>
public class WaitNodeTests
{
    private readonly Queue _queue = new();

    /// <summary>Who ends the wait, and when the waiter registers.</summary>
    public static TheoryData<string, string> Endings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string end in new[] { "value", "exception", "token" })
            {
                foreach (string registers in new[] { "before", "between claim and result", "after" })
                {
                    if (end != "token" || registers != "between claim and result")
                    {
                        data.Add(end, registers);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public void Wait_EndedBy_WakesOnceAndHasTheOutcome(string end, string registers)
    {
        using var source = new CancellationTokenSource();
        var continuation = new Continuation();
        WaitNode<int> node = WaitNode<int>.Rent(_queue);
        LitenTask<int> task = node.Begin(source.Token);
        Assert.False(task.IsCompleted);
        if (registers == "before")
        {
            node.OnDone(continuation);
        }

        Assert.True(end == "token" || node.TryClaim());
        Assert.False(task.IsCompleted);
        if (registers == "between claim and result")
        {
            node.OnDone(continuation);
        }

        Assert.Equal(0, continuation.Woken);
        End();
        Assert.True(task.IsCompleted);
        if (registers == "after")
        {
            Assert.Equal(0, continuation.Woken);
            node.OnDone(continuation);
        }

        Assert.Equal(1, continuation.Woken);
        Assert.Equal(end == "token" ? 1 : 0, _queue.Forgotten);
        Assert.False(node.TryClaim());
        switch (end)
        {
            case "value":
                Assert.Equal(7, task.GetAwaiter().GetResult());
                break;
            case "exception":
                Assert.Throws<FormatException>(() => task.GetAwaiter().GetResult());
                break;
            default:
                Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(() => task.GetAwaiter().GetResult()).CancellationToken);
                break;
        }

        Assert.Throws<InvalidOperationException>(() => task.GetAwaiter().GetResult());

        void End()
        {
            switch (end)
            {
                case "value":
                    node.SetResult(7);
                    break;
                case "exception":
                    node.SetException(new FormatException());
                    break;
                default:
                    source.Cancel();
                    break;
            }
        }
    }

    [Fact]
    public void Token_CancelledAfterTheClaim_TakesNothing()
    {
        using var source = new CancellationTokenSource();
        var continuation = new Continuation();
        WaitNode<int> node = WaitNode<int>.Rent(_queue);
        LitenTask<int> task = node.Begin(source.Token);
        node.OnDone(continuation);
        Assert.True(node.TryClaim());
        source.Cancel();
        Assert.Equal(0, continuation.Woken);
        node.SetResult(7);

        Assert.Equal(1, continuation.Woken);
        Assert.Equal(0, _queue.Forgotten);
        Assert.Equal(7, task.GetAwaiter().GetResult());
    }

    [Fact]
    public void Token_CancelledBeforeBegin_EndsTheWaitAtOnce()
    {
        WaitNode<int> node = WaitNode<int>.Rent(_queue);
        LitenTask<int> task = node.Begin(new CancellationToken(canceled: true));
        Assert.True(task.IsCompleted);
        Assert.Equal(1, _queue.Forgotten);
        Assert.Throws<OperationCanceledException>(() => task.GetAwaiter().GetResult());
    }

    [Fact]
    public void Token_OfAnEarlierUse_DoesNotEndALaterOne() => Patience.OnThread(() =>
    {
        using var source = new CancellationTokenSource();
        WaitNode<int> node = WaitNode<int>.Rent(_queue);
        LitenTask<int> task = node.Begin(source.Token);
        Assert.True(node.TryClaim());
        node.SetResult(7);
        task.GetAwaiter().GetResult();

        WaitNode<int> again = WaitNode<int>.Rent(_queue);
        Assert.Same(node, again);
        LitenTask<int> next = again.Begin(CancellationToken.None);
        source.Cancel();
        Assert.False(next.IsCompleted);
        Assert.True(again.TryClaim());
    });

    [Fact]
    public void TryClaim_OfAnEarlierUse_Fails() => Patience.OnThread(() =>
    {
        WaitNode<int> node = WaitNode<int>.Rent(_queue);
        uint old = node.Version;
        LitenTask<int> task = node.Begin(default);
        Assert.True(node.TryClaim(old));
        node.SetResult(1);
        task.GetAwaiter().GetResult();
        WaitNode<int> again = WaitNode<int>.Rent(_queue);
        Assert.Same(node, again);

        Assert.False(again.TryClaim(old));
        again.Abort(old, owner: null!);
        again.TryWithdraw(old);
        Assert.Equal(0, _queue.Forgotten);
        Assert.True(again.TryClaim(again.Version));
    });

    [Fact]
    public void Withdraw_BeforeTheEnd_ForgetsTheNodeWithoutWaking()
    {
        var continuation = new Continuation();
        WaitNode<int> node = WaitNode<int>.Rent(_queue, returnsItself: true);
        uint version = node.Version;
        node.OnDone(continuation);
        node.TryWithdraw(version);
        node.TryWithdraw(version);

        Assert.Equal(1, _queue.Forgotten);
        Assert.Equal(0, continuation.Woken);
        Assert.Equal(version + 1, node.Version);
    }

    [Fact]
    public void Withdraw_AfterTheClaim_DoesNothing()
    {
        var continuation = new Continuation();
        WaitNode<int> node = WaitNode<int>.Rent(_queue, returnsItself: true);
        uint version = node.Version;
        node.OnDone(continuation);
        Assert.True(node.TryClaim());
        node.TryWithdraw(version);
        Assert.Equal(0, _queue.Forgotten);
        node.SetResult(1);
        Assert.Equal(1, continuation.Woken);
    }

    [Fact]
    public void Node_ThatReturnsItself_IsFreeWhenItsWaiterIsWoken() => Patience.OnThread(() =>
    {
        WaitNode<int> node = WaitNode<int>.Rent(_queue, returnsItself: true);
        WaitNode<int>? rentedByTheWaiter = null;
        node.OnDone(new Continuation(() => rentedByTheWaiter = WaitNode<int>.Rent(_queue)));
        Assert.True(node.TryClaim());
        node.SetResult(1);
        Assert.Same(node, rentedByTheWaiter);
    });

    [Fact]
    public void Discard_GivesTheNodeBack() => Patience.OnThread(() =>
    {
        WaitNode<int> node = WaitNode<int>.Rent(_queue);
        uint version = node.Version;
        node.Discard();
        Assert.Same(node, WaitNode<int>.Rent(_queue));
        Assert.Equal(version + 1, node.Version);
    });

    [Fact]
    public void OnDone_Twice_SecondIsRefusedAndTheFirstIsWoken()
    {
        var first = new Continuation();
        var second = new Continuation();
        WaitNode<int> node = WaitNode<int>.Rent(_queue);
        LitenTask<int> task = node.Begin(default);
        node.OnDone(first);
        Assert.Throws<InvalidOperationException>(() => node.OnDone(second));
        Assert.True(node.TryClaim());
        node.SetResult(3);

        Assert.Equal((1, 0), (first.Woken, second.Woken));
        Assert.Equal(3, task.GetAwaiter().GetResult());
    }

    [Fact]
    public void ValueAgainstTokenAgainstRegister_OnThreeThreads_OneWinsAndWakesOnce()
    {
        const int Rounds = 20_000;
        WaitNode<int>[] nodes = [.. Enumerable.Range(0, Rounds).Select(_ => WaitNode<int>.Rent(_queue))];
        CancellationTokenSource[] sources = [.. nodes.Select(static _ => new CancellationTokenSource())];
        LitenTask<int>[] tasks = [.. nodes.Select((node, i) => node.Begin(sources[i].Token))];
        Continuation[] continuations = [.. nodes.Select(static _ => new Continuation())];
        int handedOver = 0;
        Race.Run(
            Rounds,
            i => nodes[i].OnDone(continuations[i]),
            i =>
            {
                if (nodes[i].TryClaim())
                {
                    handedOver++;
                    nodes[i].SetResult(i);
                }
            },
            i => sources[i].Cancel());

        Assert.DoesNotContain(continuations, static continuation => continuation.Woken != 1);
        int values = 0;
        for (int i = 0; i < Rounds; i++)
        {
            try
            {
                Assert.Equal(i, tasks[i].GetAwaiter().GetResult());
                values++;
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.Equal(handedOver, values);
        Assert.Equal(Rounds - handedOver, _queue.Forgotten);
    }

    private sealed class Continuation(Action? wake = null) : WakeTarget
    {
        private int _woken;

        public int Woken => Volatile.Read(ref _woken);

        internal override void Wake()
        {
            Interlocked.Increment(ref _woken);
            wake?.Invoke();
        }
    }

    private sealed class Queue : IWaitHolder<int>
    {
        private int _forgotten;

        public int Forgotten => Volatile.Read(ref _forgotten);

        public void Forget(WaitNode<int> node) => Interlocked.Increment(ref _forgotten);
    }
}
