namespace Liten.Interleavings;

/// <summary>
/// Oneshot: "Of several that send, one wins"; TrySend is true "if the receiver has it or can receive it" and else "the caller then
/// still has the value"; "a cancelled or aborted wait takes nothing". So a value is received or still there, never both or neither.
/// </summary>
internal static class OneshotScenarios
{
    private const int Closed = -2;

    public static IEnumerable<Scenario> All =>
    [
        new("oneshot.send-against-receive-and-sender-disposal", 17_156, SenderDisposed),
        new("oneshot.two-sends-against-receive", 17_156, TwoSends),
        new("oneshot.send-against-cancelled-receive", 9_077, Cancelled),
        new("oneshot.send-against-aborted-receive", 159_246, Aborted),
        new("oneshot.send-against-receive-and-close", 17_156, ReceiverClosed),
        new("oneshot.send-against-try-receive-and-disposal", 4_782, ReceiverDisposed),
    ];

    private static void SenderDisposed(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        var outcomes = new Outcomes(1);
        bool sent = false;
        lab.Worker("sender", () => sent = sender.TrySend(1));
        lab.Worker("disposer", sender.Dispose);
        lab.Worker("receiver", () => outcomes[0] = Receive(receiver));
        lab.AtEnd(() => Assert.Equal(sent ? 1 : Closed, outcomes.Read(0)));
    }

    private static void TwoSends(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        var outcomes = new Outcomes(1);
        var sent = new List<int>();
        for (int i = 1; i <= 2; i++)
        {
            int value = i;
            lab.Worker($"sender {i}", () =>
            {
                if (sender.TrySend(value))
                {
                    sent.Add(value);
                }
            });
        }

        lab.Worker("receiver", () => outcomes[0] = Receive(receiver));
        lab.AtEnd(() => Assert.Equal(Assert.Single(sent), outcomes.Read(0)));
    }

    private static void Cancelled(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        var outcomes = new Outcomes(1);
        var cancellation = new CancellationTokenSource();
        lab.Worker("sender", () => Assert.True(sender.TrySend(1)));
        lab.Worker("receiver", () => outcomes[0] = Receive(receiver, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() => EnsureReceivedOnce(receiver, outcomes.Read(0)));
    }

    /// <summary>As soon as the aborted wait has ended, the task may wait again: nothing of the first wait may be left in the oneshot.</summary>
    private static void Aborted(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> handle = lab.Spawned(async LitenTask<int> () =>
        {
            int received = await Receive(receiver);
            using (LitenTask.Current.ShieldFromAbort())
            {
                return received == Outcomes.Cancelled ? await Receive(receiver) : received;
            }
        });
        lab.Worker();
        lab.Worker("sender", () => Assert.True(sender.TrySend(1)));
        lab.Worker("aborter", handle.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            EnsureReceivedOnce(receiver, handle.WasAborted ? Outcomes.Cancelled : handle.GetResult());
        });
    }

    private static void ReceiverClosed(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        var outcomes = new Outcomes(1);
        bool sent = false;
        lab.Worker("sender", () => sent = sender.TrySend(1));
        lab.Worker("receiver", () => outcomes[0] = Receive(receiver));
        lab.Worker("closer", receiver.Close);
        lab.AtEnd(() =>
        {
            Assert.Equal(sent ? 1 : Closed, outcomes.Read(0));
            Assert.True(sender.IsClosed);
        });
    }

    private static void ReceiverDisposed(Model model)
    {
        var (sender, receiver) = Oneshot.Create<int>();
        bool sent = false;
        bool received = false;
        model.Actor("sender", () => sent = sender.TrySend(1));
        model.Actor("receiver", () =>
        {
            try
            {
                received = receiver.TryReceive(out int value);
                Assert.Equal(received ? 1 : 0, value);
            }
            catch (OneshotClosedException)
            {
                Assert.False(received);
            }
        });
        model.Actor("disposer", receiver.Dispose);
        model.AtEnd(() =>
        {
            Assert.True(sent || !received);
            Assert.True(sender.IsClosed);
        });
    }

    private static void EnsureReceivedOnce(OneshotReceiver<int> receiver, int outcome)
    {
        if (outcome == Outcomes.Cancelled)
        {
            Assert.True(receiver.TryReceive(out outcome));
        }

        Assert.Equal(1, outcome);
        Assert.Throws<InvalidOperationException>(() => receiver.TryReceive(out _));
    }

    private static async LitenTask<int> Receive(OneshotReceiver<int> receiver, CancellationToken cancellationToken = default)
    {
        try
        {
            return await receiver.ReceiveAsync(cancellationToken);
        }
        catch (OneshotClosedException)
        {
            return Closed;
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }
}
