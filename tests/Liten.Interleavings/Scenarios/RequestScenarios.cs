using System.Threading.Channels;

namespace Liten.Interleavings;

/// <summary>
/// RequestChannel: "a request that is cancelled or aborted in the queue is never served", "one that a responder has received already
/// says so, and a response to it is refused"; every request ends once, with what is its own.
/// </summary>
internal static class RequestScenarios
{
    private const int Closed = -2;
    private const int Abandoned = -3;
    private const int Answer = 7;

    private static readonly ScenarioSettings s_settled = new() { StoreDelay = 1, Settled = ["ObjectPool.cs", "LocalPool.cs", "LocalPools.cs"] };

    /// <summary>For those with many entries into the latch, whose delayed release has scenarios of its own.</summary>
    private static readonly ScenarioSettings s_quiet = s_settled with { SettledStores = ["SpinLatch.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("request.reply-against-cancel", 3_938, ReplyAgainstCancel) { Settings = s_settled },
        new("request.late-reply-against-the-next-request", 239, LateReply) { Settings = s_settled },
        new("request.receive-against-cancel-in-the-queue", 1_412, CancelInQueue) { Settings = s_settled },
        new("request.request-against-cancelled-receive", 9_632, CancelledReceive) { Settings = s_settled },
        new("request.reply-against-abandonment", 168, ReplyAgainstAbandonment) { Settings = s_settled },
        new("request.reply-against-abort", 1_886, ReplyAgainstAbort) { Settings = s_settled },
        new("request.request-against-close-and-receive", 3_333, CloseAgainstReceive) { Settings = s_quiet },
        new("request.request-against-the-last-responder-gone", 4_626, LastResponder) { Settings = s_quiet },
        new("request.one-request-against-two-receives", 5_702, TwoReceives) { Settings = s_quiet },
    ];

    private static void ReplyAgainstCancel(Model model)
    {
        var lab = new Lab(model);
        (Requester<int, int> requester, Responder<int, int> responder) = RequestChannel.Create<int, int>(1);
        var outcomes = new Outcomes(1);
        var cancellation = new CancellationTokenSource();
        lab.Within(() => outcomes[0] = Ask(requester, 1, cancellation.Token));
        Assert.True(responder.TryReceive(out Request<int, int> request));
        bool replied = false;
        lab.Worker("responder", () => replied = request.Respond(Answer));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("reader", () => _ = request.IsCancelled);
        lab.AtEnd(() =>
        {
            Assert.Equal(replied ? Answer : Outcomes.Cancelled, outcomes.Read(0));
            Assert.True(request.IsCancelled);
            Assert.False(request.Respond(Answer));
        });
    }

    /// <summary>The requester gives up and asks again with the same pooled node: the late reply is not the answer to that.</summary>
    private static void LateReply(Model model)
    {
        var lab = new Lab(model);
        (Requester<int, int> requester, Responder<int, int> responder) = RequestChannel.Create<int, int>(1);
        var cancellation = new CancellationTokenSource();
        LitenTask<int> first = requester.RequestAsync(1, cancellation.Token);
        Assert.True(responder.TryReceive(out Request<int, int> request));
        LitenTask<int>? second = null;
        int outcome = 0;
        bool replied = false;
        lab.Worker("responder", () => replied = request.Respond(Answer));
        lab.Worker("requester", () =>
        {
            ModelCancellationTokenRegistration.Cancel(cancellation);
            if (first.IsCompleted)
            {
                outcome = Outcome(first);
                second = requester.RequestAsync(2);
            }
        });
        lab.AtEnd(() =>
        {
            outcome = second is null ? Outcome(first) : outcome;
            Assert.Equal(replied ? Answer : Outcomes.Cancelled, outcome);
            Assert.False(second is { IsCompleted: true }, "the late reply has reached the next request");
        });
    }

    private static void CancelInQueue(Model model)
    {
        var lab = new Lab(model);
        (Requester<int, int> requester, Responder<int, int> responder) = RequestChannel.Create<int, int>(1);
        var outcomes = new Outcomes(2);
        var cancellation = new CancellationTokenSource();
        lab.Within(() =>
        {
            outcomes[0] = Ask(requester, 1, cancellation.Token);
            outcomes[1] = Ask(requester, 2);
        });
        int replied = 0;
        lab.Worker("responder", () =>
        {
            Assert.True(responder.TryReceive(out Request<int, int> request));
            replied = request.Respond(Answer) ? request.Value : -request.Value;
        });
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Assert.Equal(replied == 1 ? Answer : Outcomes.Cancelled, outcomes.Read(0));
            if (replied != 2)
            {
                Assert.Equal(1, responder.Count);
                Assert.True(responder.TryReceive(out Request<int, int> request));
                Assert.True(request.Respond(Answer));
                lab.RunAll();
            }

            Assert.Equal(Answer, outcomes.Read(1));
            Assert.False(responder.TryReceive(out _));
        });
    }

    private static void CancelledReceive(Model model)
    {
        var lab = new Lab(model);
        (Requester<int, int> requester, Responder<int, int> responder) = RequestChannel.Create<int, int>(1);
        var outcomes = new Outcomes(2);
        var cancellation = new CancellationTokenSource();
        lab.Worker("requester", () => outcomes[0] = Ask(requester, 1));
        lab.Worker("responder", () => outcomes[1] = Serve(responder, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            if (outcomes.Read(1) == Outcomes.Cancelled)
            {
                Assert.True(responder.TryReceive(out Request<int, int> request));
                Assert.True(request.Respond(Answer));
                lab.RunAll();
            }

            Assert.Equal(Answer, outcomes.Read(0));
        });
    }

    private static void ReplyAgainstAbandonment(Model model)
    {
        var lab = new Lab(model);
        (Requester<int, int> requester, Responder<int, int> responder) = RequestChannel.Create<int, int>(1);
        var outcomes = new Outcomes(1);
        lab.Within(() => outcomes[0] = Ask(requester, 1));
        Assert.True(responder.TryReceive(out Request<int, int> request));
        bool replied = false;
        lab.Worker("responder", () => replied = request.Respond(Answer));
        lab.Worker("disposer", request.Dispose);
        lab.AtEnd(() => Assert.Equal(replied ? Answer : Abandoned, outcomes.Read(0)));
    }

    private static void ReplyAgainstAbort(Model model)
    {
        var lab = new Lab(model);
        (Requester<int, int> requester, Responder<int, int> responder) = RequestChannel.Create<int, int>(1);
        JoinHandle<int> handle = lab.Begin(async LitenTask<int> () => await requester.RequestAsync(1));
        bool replied = false;
        bool received = false;
        lab.Worker("responder", () =>
        {
            received = responder.TryReceive(out Request<int, int> request);
            replied = received && request.Respond(Answer);
        });
        lab.Worker("aborter", handle.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            Assert.Equal(!replied, handle.WasAborted);
            Assert.False(responder.TryReceive(out _));
        });
    }

    private static void CloseAgainstReceive(Model model)
    {
        var lab = new Lab(model);
        (Requester<int, int> requester, Responder<int, int> responder) = RequestChannel.Create<int, int>(1);
        var outcomes = new Outcomes(2);
        lab.Worker("requester", () => outcomes[0] = Ask(requester, 1));
        lab.Worker("responder", () => outcomes[1] = Serve(responder));
        lab.Worker("closer", requester.Close);
        lab.AtEnd(() =>
        {
            int asked = outcomes.Read(0);
            Assert.Contains(asked, (int[])[Answer, Closed]);
            Assert.Equal(asked == Answer ? 1 : Closed, outcomes.Read(1));
            Assert.Throws<ChannelClosedException>(() => responder.TryReceive(out _));
        });
    }

    private static void LastResponder(Model model)
    {
        var lab = new Lab(model);
        (Requester<int, int> requester, Responder<int, int> responder) = RequestChannel.Create<int, int>(1);
        var outcomes = new Outcomes(2);
        lab.Worker("requester 1", () => outcomes[0] = Ask(requester, 1));
        lab.Worker("requester 2", () => outcomes[1] = Ask(requester, 2));
        lab.Worker("responder", responder.Dispose);
        lab.AtEnd(() => Assert.Equal([Closed, Closed], outcomes.Read()));
    }

    private static void TwoReceives(Model model)
    {
        var lab = new Lab(model);
        (Requester<int, int> requester, Responder<int, int> responder) = RequestChannel.Create<int, int>(0);
        var outcomes = new Outcomes(3);
        lab.Worker("requester", () => outcomes[0] = Ask(requester, 1));
        lab.Worker("responder 1", () => outcomes[1] = Serve(responder));
        lab.Worker("responder 2", () => outcomes[2] = Serve(responder));
        lab.AtEnd(() =>
        {
            Assert.Equal(Answer, outcomes.Read(0));
            requester.Close();
            lab.RunAll();
            Assert.Equal([Closed, 1], ((int[])[outcomes.Read(1), outcomes.Read(2)]).Order());
        });
    }

    private static async LitenTask<int> Ask(Requester<int, int> requester, int request, CancellationToken cancellationToken = default)
    {
        try
        {
            return await requester.RequestAsync(request, cancellationToken);
        }
        catch (RequestAbandonedException)
        {
            return Abandoned;
        }
        catch (ChannelClosedException)
        {
            return Closed;
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }

    private static async LitenTask<int> Serve(Responder<int, int> responder, CancellationToken cancellationToken = default)
    {
        try
        {
            Request<int, int> request = await responder.ReceiveAsync(cancellationToken);
            Assert.True(request.Respond(Answer));
            return request.Value;
        }
        catch (ChannelClosedException)
        {
            return Closed;
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }

    private static int Outcome(LitenTask<int> ended)
    {
        Assert.True(ended.IsCompleted);
        try
        {
            return ended.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }
}
