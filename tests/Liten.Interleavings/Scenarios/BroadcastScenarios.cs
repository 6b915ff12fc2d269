using System.Threading.Channels;

namespace Liten.Interleavings;

/// <summary>
/// Broadcast: every receiver gets every item or is told "how many items it has missed, and goes on with the oldest one kept"; closing
/// takes nothing away; a cancelled receive takes nothing.
/// </summary>
internal static class BroadcastScenarios
{
    private const int Closed = -2;
    private const int Lagged = -10;

    private static readonly ScenarioSettings s_settled = new() { StoreDelay = 1, Settled = ["ObjectPool.cs", "LocalPool.cs", "LocalPools.cs"] };

    /// <summary>For those with many entries into the latch, whose delayed release has scenarios of its own.</summary>
    private static readonly ScenarioSettings s_quiet = s_settled with { SettledStores = ["SpinLatch.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("broadcast.overwrite-against-receive", 284, Overwrite) { Settings = s_settled },
        new("broadcast.close-against-lagging-receiver-and-send", 23_804, CloseAgainstLag) { Settings = s_settled },
        new("broadcast.send-against-cancelled-receive", 7_691, Cancelled) { Settings = s_settled },
        new("broadcast.send-against-receive-and-close", 2_084, SendReceiveClose) { Settings = s_quiet },
        new("broadcast.two-sends-over-one-slot-against-two-waits", 2_856, TwoSendsTwoWaits) { Settings = s_quiet },
        new("broadcast.two-sends-over-one-slot-and-more-waits-than-a-batch", 552, TwoSendsManyWaits) { Preemptions = 1, Settings = s_quiet },
        new("broadcast.send-against-subscribe-and-dispose", 14_532, SubscribeAndDispose) { Settings = s_settled },
    ];

    private static void Overwrite(Model model)
    {
        var lab = new Lab(model);
        (BroadcastSender<int> sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(1);
        var account = new Account(receiver);
        lab.Worker("sender", () =>
        {
            Assert.Equal(1, sender.Send(1));
            Assert.Equal(1, sender.Send(2));
        });
        lab.Worker("receiver", () =>
        {
            account.TryReceive();
            account.TryReceive();
        });
        lab.AtEnd(() => account.EnsureAll(2));
    }

    private static void CloseAgainstLag(Model model)
    {
        var lab = new Lab(model);
        (BroadcastSender<int> sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(1);
        var account = new Account(receiver);
        sender.Send(1);
        sender.Send(2);
        int sent = 2;
        lab.Worker("sender", () => sent += sender.Send(3));
        lab.Worker("closer", sender.Close);
        lab.Worker("receiver", () =>
        {
            account.TryReceive();
            account.TryReceive();
        });
        lab.AtEnd(() =>
        {
            account.EnsureAll(sent);
            Assert.True(account.HasEnded);
        });
    }

    private static void Cancelled(Model model)
    {
        var lab = new Lab(model);
        (BroadcastSender<int> sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(2);
        var outcomes = new Outcomes(1);
        var cancellation = new CancellationTokenSource();
        lab.Worker("sender", () => Assert.Equal(1, sender.Send(1)));
        lab.Worker("receiver", () => outcomes[0] = Receive(receiver, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() => Assert.Equal(outcomes.Read(0) == Outcomes.Cancelled, receiver.TryReceive(out _)));
    }

    private static void SendReceiveClose(Model model)
    {
        var lab = new Lab(model);
        (BroadcastSender<int> sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(2);
        var outcomes = new Outcomes(1);
        int sent = 0;
        lab.Worker("sender", () => sent = sender.Send(1));
        lab.Worker("receiver", () => outcomes[0] = Receive(receiver));
        lab.Worker("closer", sender.Close);
        lab.AtEnd(() => Assert.Equal(sent == 1 ? 1 : Closed, outcomes.Read(0)));
    }

    private static void TwoSendsTwoWaits(Model model)
    {
        var lab = new Lab(model);
        (BroadcastSender<int> sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(1);
        BroadcastReceiver<int> other = sender.Subscribe();
        var outcomes = new Outcomes(2);
        lab.Within(() =>
        {
            outcomes[0] = Receive(receiver);
            outcomes[1] = Receive(other);
        });
        lab.Worker("sender 1", () => Assert.Equal(2, sender.Send(1)));
        lab.Worker("sender 2", () => Assert.Equal(2, sender.Send(2)));
        lab.AtEnd(() =>
        {
            int first = outcomes.Read(0);
            Assert.InRange(first, 1, 2);
            Assert.Equal(first, outcomes.Read(1));
            Assert.True(receiver.TryReceive(out int next));
            Assert.Equal(3 - first, next);
            Assert.Equal(1, other.Count);
        });
    }

    /// <summary>A send that must leave the latch before all are woken, and another one that overwrites the only slot.</summary>
    private static void TwoSendsManyWaits(Model model)
    {
        var lab = new Lab(model);
        (BroadcastSender<int> sender, BroadcastReceiver<int> first) = Broadcast.Create<int>(1);
        first.Dispose();
        LitenTask<int>[] waits =
            [.. Enumerable.Range(0, ClaimedWaits<int>.Most + 2).Select(_ => sender.Subscribe().ReceiveAsync())];
        lab.Worker("sender 1", () => sender.Send(1));
        lab.Worker("sender 2", () => sender.Send(2));
        lab.AtEnd(() =>
        {
            Assert.All(waits, wait => Assert.True(wait.IsCompleted));
            Assert.Single(waits.Select(wait => wait.GetAwaiter().GetResult()).Distinct());
        });
    }

    /// <summary>"How many receivers can receive it": those that are counted do, and no others.</summary>
    private static void SubscribeAndDispose(Model model)
    {
        var lab = new Lab(model);
        (BroadcastSender<int> sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(1);
        BroadcastReceiver<int>? late = null;
        int sent = 0;
        lab.Worker("sender", () => sent = sender.Send(1));
        lab.Worker("subscriber", () => late = sender.Subscribe());
        lab.Worker("disposer", receiver.Dispose);
        lab.AtEnd(() =>
        {
            Assert.Equal(1, sender.ReceiverCount);
            Assert.InRange(late!.Count, 0, Math.Min(1, sent));
            Assert.True(sent < 2 || late.Count == 1);
            late.TryReceive(out _);

            // The slot has no reader left: the next item has exactly one.
            Assert.Equal(1, sender.Send(2));
            Assert.True(late.TryReceive(out int item));
            Assert.Equal(2, item);
        });
    }

    private static async LitenTask<int> Receive(BroadcastReceiver<int> receiver, CancellationToken cancellationToken = default)
    {
        try
        {
            return await receiver.ReceiveAsync(cancellationToken);
        }
        catch (BroadcastLaggedException lag)
        {
            return Lagged - (int)lag.Missed;
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

    /// <summary>What one receiver has received and missed: together everything, in order.</summary>
    private sealed class Account(BroadcastReceiver<int> receiver)
    {
        private int _accounted;
        private int _missed;

        public bool HasEnded { get; private set; }

        public void TryReceive()
        {
            try
            {
                if (receiver.TryReceive(out int item))
                {
                    Assert.Equal(++_accounted, item);
                }
            }
            catch (BroadcastLaggedException lag)
            {
                _accounted += (int)lag.Missed;
                _missed += (int)lag.Missed;
            }
            catch (ChannelClosedException)
            {
                HasEnded = true;
            }
        }

        public void EnsureAll(int sent)
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.True(!HasEnded || _accounted == sent);
                TryReceive();
            }

            Assert.Equal(sent, _accounted);
            Assert.True(_missed < sent, "the last item was not overwritten, and it was missed");
        }
    }
}
