using System.Threading.Channels;

namespace Liten.Interleavings;

/// <summary>
/// Watch: a receive "returns the value and marks just that one as seen"; "a receiver still gets a value that it has not seen, then"
/// the end; "a wait that is cancelled or aborted has seen nothing".
/// </summary>
internal static class WatchScenarios
{
    private const int Closed = -2;
    private const int Disposed = -3;

    private static readonly ScenarioSettings s_settled = new() { StoreDelay = 1, Settled = ["ObjectPool.cs", "LocalPool.cs", "LocalPools.cs"] };

    /// <summary>For those with many entries into the latch, whose delayed release has scenarios of its own.</summary>
    private static readonly ScenarioSettings s_quiet = s_settled with { SettledStores = ["SpinLatch.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("watch.send-against-receive-and-close", 2_084, SendReceiveClose) { Settings = s_quiet },
        new("watch.two-sends-against-receive", 2_294, TwoSends) { Settings = s_quiet },
        new("watch.send-against-cancelled-receive", 7_691, Cancelled) { Settings = s_settled },
        new("watch.send-against-abort", 15_974, Aborted) { Settings = s_quiet },
        new("watch.send-against-disposed-receiver-and-another", 1_802, ReceiverDisposed) { Settings = s_quiet },
        new("watch.cancelled-wait-against-the-next-receive", 16_283, NextReceive) { Settings = s_quiet },
    ];

    private static void SendReceiveClose(Model model)
    {
        var lab = new Lab(model);
        (WatchSender<int> sender, WatchReceiver<int> receiver) = Watch.Create(0);
        var outcomes = new Outcomes(1);
        bool sent = false;
        lab.Worker("sender", () => sent = sender.Send(1));
        lab.Worker("receiver", () => outcomes[0] = Receive(receiver));
        lab.Worker("closer", sender.Close);
        lab.AtEnd(() =>
        {
            Assert.Equal(sent ? 1 : Closed, outcomes.Read(0));
            Assert.Throws<ChannelClosedException>(() => receiver.TryReceive(out _));
        });
    }

    private static void TwoSends(Model model)
    {
        var lab = new Lab(model);
        (WatchSender<int> sender, WatchReceiver<int> receiver) = Watch.Create(0);
        var outcomes = new Outcomes(1);
        lab.Worker("sender 1", () => sender.Send(1));
        lab.Worker("sender 2", () => sender.Send(2));
        lab.Worker("receiver", () => outcomes[0] = Receive(receiver));
        lab.AtEnd(() =>
        {
            int first = outcomes.Read(0);
            Assert.InRange(first, 1, 2);
            Assert.Equal(receiver.Current != first, receiver.HasChanged);
            if (receiver.TryReceive(out int next))
            {
                Assert.Equal(3 - first, next);
                Assert.Equal(receiver.Current, next);
            }
        });
    }

    private static void Cancelled(Model model)
    {
        var lab = new Lab(model);
        (WatchSender<int> sender, WatchReceiver<int> receiver) = Watch.Create(0);
        var outcomes = new Outcomes(1);
        var cancellation = new CancellationTokenSource();
        lab.Worker("sender", () => Assert.True(sender.Send(1)));
        lab.Worker("receiver", () => outcomes[0] = Receive(receiver, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() => Assert.Equal(outcomes.Read(0) == Outcomes.Cancelled, receiver.TryReceive(out _)));
    }

    private static void Aborted(Model model)
    {
        var lab = new Lab(model);
        (WatchSender<int> sender, WatchReceiver<int> receiver) = Watch.Create(0);
        JoinHandle<int> handle = lab.Begin(async LitenTask<int> () => await receiver.ReceiveAsync());
        lab.Worker("sender", () => sender.Send(1));
        lab.Worker("aborter", handle.Abort);
        lab.Worker();
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            Assert.Equal(handle.WasAborted, receiver.TryReceive(out _));
        });
    }

    private static void ReceiverDisposed(Model model)
    {
        var lab = new Lab(model);
        (WatchSender<int> sender, WatchReceiver<int> receiver) = Watch.Create(0);
        WatchReceiver<int> other = receiver.Clone();
        var outcomes = new Outcomes(2);
        lab.Within(() =>
        {
            outcomes[0] = Receive(receiver);
            outcomes[1] = Receive(other);
        });
        lab.Worker("sender", () => sender.Send(1));
        lab.Worker("disposer", receiver.Dispose);
        lab.AtEnd(() =>
        {
            Assert.Contains(outcomes.Read(0), (int[])[1, Disposed]);
            Assert.Equal(1, outcomes.Read(1));
        });
    }

    /// <summary>"One that was ended counts as absent, also if it has not been forgotten yet": the late removal must not end the next wait.</summary>
    private static void NextReceive(Model model)
    {
        var lab = new Lab(model);
        (WatchSender<int> sender, WatchReceiver<int> receiver) = Watch.Create(0);
        var outcomes = new Outcomes(2);
        var cancellation = new CancellationTokenSource();
        bool busy = false;
        lab.Within(() => outcomes[0] = Receive(receiver, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("next", () =>
        {
            try
            {
                LitenTask<int> wait = receiver.ReceiveAsync();
                outcomes[1] = wait;
            }
            catch (InvalidOperationException)
            {
                busy = true;
            }
        });
        lab.Worker("sender", () => sender.Send(1));
        lab.AtEnd(() =>
        {
            int first = outcomes.Read(0);
            Assert.Contains(first, (int[])[1, Outcomes.Cancelled]);
            if (busy)
            {
                Assert.Equal(first == Outcomes.Cancelled, receiver.TryReceive(out _));
                return;
            }

            sender.Send(2);
            lab.RunAll();
            Assert.Equal(first == 1 ? 2 : 1, outcomes.Read(1));
        });
    }

    private static async LitenTask<int> Receive(WatchReceiver<int> receiver, CancellationToken cancellationToken = default)
    {
        try
        {
            return await receiver.ReceiveAsync(cancellationToken);
        }
        catch (ObjectDisposedException)
        {
            return Disposed;
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
}
