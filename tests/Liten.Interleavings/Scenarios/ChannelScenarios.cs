using System.Threading.Channels;

namespace Liten.Interleavings;

/// <summary>
/// Mpsc and Mpmc: "A send that threw has not sent and never will; a receive that threw took nothing." So every item is received once,
/// dropped once, or left, whoever cancels, aborts or closes meanwhile; and nobody waits for what is there.
/// </summary>
internal static class ChannelScenarios
{
    /// <summary>
    /// The pools and the ends' own flags have scenarios of their own. Who leaves a latch is stopped no more: what it does next begins
    /// with a step that can be stopped.
    /// </summary>
    private static readonly ScenarioSettings s_settings = new()
    {
        StoreDelay = 1,
        Settled = ["ObjectPool.cs", "LocalPool.cs", "Registry.cs", "RegistryShard.cs", "WorkerCounters.cs", "AtomicFlag.cs"],
        SettledStores = ["SpinLatch.cs"],
    };

    public static IEnumerable<Scenario> All => ((IEnumerable<Scenario>)
    [
        new("channel.send-against-receive-and-cancel", 37_512, SendReceiveCancel) { Preemptions = 4 },
        new("channel.send-against-cancel-of-the-first-of-two", 6_627, CancelOfFirst),
        new("channel.rendezvous-send-against-receive-and-cancels", 32_163, RendezvousCancels) { Preemptions = 3 },
        new("channel.rendezvous-two-senders-two-receivers", 30_584, RendezvousOfTwo),
        new("channel.two-senders-against-two-receivers", 25_894, TwoAgainstTwo),
        new("channel.freed-place-against-cancelled-sender", 3_544, FreedPlace),
        new("channel.freed-place-against-new-sender", 2_041, FreedPlaceAgainstNewSender) { Preemptions = 4 },
        new("channel.close-against-send-and-receive", 16_367, CloseSendReceive) { Preemptions = 3 },
        new("channel.close-against-waiting-sender-and-receive", 6_409, CloseWaitingSender) { Preemptions = 4 },
        new("channel.last-sender-disposed-against-receive", 6_268, LastSenderDisposed),
        new("channel.receiver-disposed-against-send", 2_274, ReceiverDisposed) { Preemptions = 4 },
        new("channel.receiver-disposed-against-waiting-sender-and-cancel", 15_601, ReceiverDisposedAgainstWaitingSender),
        new("channel.drop-oldest-against-receive", 434, DropOldest) { Preemptions = 4 },
        new("channel.drop-write-against-rendezvous-receive-and-cancel", 23_394, DropWrite) { Preemptions = 4 },
        new("channel.abort-of-receiver-against-hand-over", 13_289, AbortOfReceiver) { Preemptions = 4 },
        new("channel.abort-of-sender-against-hand-over", 13_289, AbortOfSender) { Preemptions = 4 },
        new("channel.receive-many-against-sends-and-close", 5_103, ReceiveMany) { Preemptions = 4 },
        new("channel.look-against-send-and-receive", 12_502, Look) { Preemptions = 4 },
        new("channel.second-receive-of-an-mpsc", 25_702, SecondReceive) { Preemptions = 3 },
    ]).Select(scenario => scenario with { Settings = s_settings });

    private static void SendReceiveCancel(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        var cancellation = new CancellationTokenSource();
        lab.Worker("sender", () => shared.TrySend(1));
        lab.Worker("receiver", () => shared.Receive(0, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            shared.EnsureConserved([1]);
            Assert.Contains(shared.Received(0), new[] { 1, Outcomes.Cancelled });
        });
    }

    /// <summary>The item passes on to the second, or stays for nobody: never is it left while the second waits.</summary>
    private static void CancelOfFirst(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        var cancellation = new CancellationTokenSource();
        lab.Within(() =>
        {
            shared.Receive(0, cancellation.Token);
            shared.Receive(1);
        });
        lab.Worker("sender", () =>
        {
            shared.TrySend(1);
            shared.TrySend(2);
            lab.RunAll();
        });
        lab.Worker("canceller", () =>
        {
            ModelCancellationTokenRegistration.Cancel(cancellation);
            lab.RunAll();
        });
        lab.AtEnd(() =>
        {
            bool had = shared.Received(0) == 1;
            Assert.Equal(had ? 2 : 1, shared.Received(1));
            shared.EnsureConserved([1, 2]);
        });
    }

    private static void RendezvousCancels(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 0);
        var cancellation = new CancellationTokenSource();
        lab.Worker("sender", () => shared.Send(1, cancellation.Token));
        lab.Worker("receiver", () => shared.Receive(0, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() => Assert.Equal(shared.WasSent(1), shared.Received(0) == 1));
    }

    private static void RendezvousOfTwo(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 0);
        lab.Within(() => shared.Send(1));
        lab.Worker("sender", () => shared.Send(2));
        lab.Worker("receiver 1", () => shared.Receive(0));
        lab.Worker("receiver 2", () => shared.Receive(1));
        lab.AtEnd(() =>
        {
            Assert.Equal([1, 2], new[] { shared.Received(0), shared.Received(1) }.Order());
            shared.EnsureConserved([1, 2]);
        });
    }

    private static void TwoAgainstTwo(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        lab.Within(() => shared.Receive(0));
        lab.Worker("sender 1", () => shared.Send(1));
        lab.Worker("sender 2", () => shared.Send(2));
        lab.Worker("receiver", () => shared.Receive(1));
        lab.AtEnd(() =>
        {
            Assert.Equal([1, 2], new[] { shared.Received(0), shared.Received(1) }.Order());
            shared.EnsureConserved([1, 2]);
        });
    }

    /// <summary>Whoever frees the place meets a sender that a token is taking away, with another one behind it.</summary>
    private static void FreedPlace(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        var cancellation = new CancellationTokenSource();
        lab.Within(() =>
        {
            shared.Send(1);
            shared.Send(2, cancellation.Token);
            shared.Send(3);
        });
        lab.Worker("receiver", () =>
        {
            shared.TryReceive();
            lab.RunAll();
        });
        lab.Worker("canceller", () =>
        {
            ModelCancellationTokenRegistration.Cancel(cancellation);
            lab.RunAll();
        });
        lab.AtEnd(() =>
        {
            Assert.Equal(1, shared.Left);
            for (int i = 0; i < 2; i++)
            {
                shared.TryReceive();
                lab.RunAll();
            }

            Assert.Equal(shared.WasSent(2) ? [1, 2, 3] : [1, 3], shared.Taken);
            shared.EnsureConserved([1, 2, 3]);
        });
    }

    /// <summary>The place that is freed belongs to the one that waits: a newcomer finds the channel full.</summary>
    private static void FreedPlaceAgainstNewSender(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        lab.Within(() =>
        {
            shared.Send(1);
            shared.Send(2);
        });
        lab.Worker("receiver", () => shared.TryReceive());
        lab.Worker("newcomer", () => Assert.False(shared.TrySend(3)));
        lab.AtEnd(() =>
        {
            Assert.True(shared.WasSent(2));
            shared.EnsureConserved([1, 2]);
        });
    }

    private static void CloseSendReceive(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        lab.Worker("sender", () => shared.Send(1));
        lab.Worker("receiver", () => shared.Receive(0));
        lab.Worker("closer", () => shared.Sender.Close());
        lab.AtEnd(() =>
        {
            Assert.Equal(shared.WasSent(1) ? 1 : ChannelUse.Closed, shared.Received(0));
            shared.EnsureConserved([1]);
        });
    }

    private static void CloseWaitingSender(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        bool ended = false;
        lab.Within(() =>
        {
            shared.Send(1);
            shared.Send(2);
        });
        lab.Worker("receiver", () =>
        {
            shared.TryReceive();
            ended = shared.Receiver.IsClosed;
        });
        lab.Worker("closer", () => shared.Sender.Close());
        lab.AtEnd(() =>
        {
            Assert.False(ended && shared.Left > 0);
            shared.EnsureConserved([1, 2]);
        });
    }

    private static void LastSenderDisposed(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        MpmcSender<int> second = shared.Sender.Clone();
        lab.Worker("sender 1", () => shared.Sender.Dispose());
        lab.Worker("sender 2", () =>
        {
            Assert.True(second.TrySend(1));
            second.Dispose();
        });
        lab.Worker("receiver", () =>
        {
            shared.Receive(0);
            shared.Receive(1);
        });
        lab.AtEnd(() => Assert.Equal([1, ChannelUse.Closed], [shared.Received(0), shared.Received(1)]));
    }

    /// <summary>"When the last receiver is disposed, sends are refused, and what is buffered is dropped", once.</summary>
    private static void ReceiverDisposed(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        lab.Worker("sender 1", () => shared.Send(1));
        lab.Worker("sender 2", () => shared.Send(2));
        lab.Worker("disposer", () => shared.Receiver.Dispose());
        lab.AtEnd(() =>
        {
            Assert.Equal(new[] { 1, 2 }.Where(shared.WasSent), shared.Dropped.Order());
            Assert.Equal(0, shared.Left);
        });
    }

    /// <summary>A send that waits ends with its item, refused or cancelled; what was buffered is taken or dropped.</summary>
    private static void ReceiverDisposedAgainstWaitingSender(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        var cancellation = new CancellationTokenSource();
        MpmcReceiver<int> second = shared.Receiver.Clone();
        lab.Within(() =>
        {
            shared.Send(1);
            shared.Send(2, cancellation.Token);
        });
        lab.Worker("receiver 1", () =>
        {
            shared.TryReceive();
            shared.Receiver.Dispose();
        });
        lab.Worker("receiver 2", second.Dispose);
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Assert.Equal(new[] { 1, 2 }.Where(shared.WasSent), shared.Dropped.Concat(shared.Taken).Order());
            Assert.Equal(0, shared.Left);
        });
    }

    private static void DropOldest(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1, BoundedChannelFullMode.DropOldest);
        lab.Worker("sender 1", () => Assert.True(shared.TrySend(1)));
        lab.Worker("sender 2", () => Assert.True(shared.TrySend(2)));
        lab.Worker("receiver", () => shared.TryReceive());
        lab.AtEnd(() => shared.EnsureConserved([1, 2]));
    }

    private static void DropWrite(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 0, BoundedChannelFullMode.DropWrite);
        var cancellation = new CancellationTokenSource();
        lab.Worker("sender", () => Assert.True(shared.TrySend(1)));
        lab.Worker("receiver", () => shared.Receive(0, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            shared.Sender.Close();
            lab.RunAll();
            shared.EnsureConserved([1]);
            Assert.Equal(shared.Received(0) == 1, shared.Dropped.Count == 0);
        });
    }

    private static void AbortOfReceiver(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 0);
        JoinHandle<int> handle = lab.Begin(() => shared.ReceiveAsync(default));
        lab.Worker("sender", () => shared.TrySend(1));
        lab.Worker("aborter", handle.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            Assert.Equal(shared.WasSent(1), handle.GetResult() == 1);
        });
    }

    private static void AbortOfSender(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 0);
        JoinHandle<int> handle = lab.Begin(() => shared.SendAsync(1, default));
        lab.Worker("receiver", () => shared.TryReceive());
        lab.Worker("aborter", handle.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            Assert.Equal(handle.GetResult() == 1 ? [1] : [], shared.Taken);
        });
    }

    private static void ReceiveMany(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 2);
        int[] items = new int[2];
        LitenTask<int> many = default;
        lab.Within(() => many = shared.Receiver.ReceiveManyAsync(items));
        lab.Worker("sender", () => shared.TrySend(1));
        lab.Worker("closer", () => shared.Sender.Close());
        lab.AtEnd(() =>
        {
            Assert.Equal(shared.WasSent(1) ? 1 : 0, many.GetAwaiter().GetResult());
            Assert.Equal(shared.WasSent(1) ? 1 : 0, items[0]);
        });
    }

    /// <summary>A look at .NET's reader takes nothing, and ends if something is there when everything is quiet.</summary>
    private static void Look(Model model)
    {
        var lab = new Lab(model);
        var shared = new ChannelUse(capacity: 1);
        ChannelCore<int> core = shared.Core;
        LitenTask<bool> look = default;
        lab.Worker("looker", () => look = core.WaitToReceiveAsync(default));
        lab.Worker("sender", () => shared.TrySend(1));
        lab.Worker("closer", () => shared.Sender.Close());
        lab.AtEnd(() => Assert.Equal(shared.WasSent(1), look.GetAwaiter().GetResult()));
    }

    private static void SecondReceive(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Mpsc.CreateBounded<int>(1);
        var received = new List<int>();
        int refused = 0;
        for (int i = 1; i <= 2; i++)
        {
            lab.Worker($"receiver {i}", () => _ = Receive());
        }

        lab.Worker("sender", () => Assert.True(sender.TrySend(1)));
        lab.AtEnd(() =>
        {
            sender.Close();
            lab.RunAll();
            Assert.Equal([1], received);
            Assert.InRange(refused, 0, 1);
        });

        async LitenTask Receive()
        {
            try
            {
                received.Add(await receiver.ReceiveAsync());
            }
            catch (ChannelClosedException)
            {
            }
            catch (InvalidOperationException)
            {
                refused++;
            }
        }
    }
}
