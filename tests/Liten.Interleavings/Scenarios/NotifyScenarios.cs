using System.Threading.Channels;

namespace Liten.Interleavings;

/// <summary>
/// AsyncNotify: "NotifyOne without a waiter leaves one permit", "NotifyAll wakes who waits at that moment, leaves no permit and takes
/// none", "a notification that races with NotifyAll is not spent on those whom that call wakes". Pulse: "a pulse that came meanwhile
/// ends the wait at once".
/// </summary>
internal static class NotifyScenarios
{
    private const int Closed = -2;

    /// <summary>One more than two batches need.</summary>
    private const int MoreThanABatch = ClaimedWaits<VoidResult>.Most + 2;

    private static readonly ScenarioSettings s_settled = new() { StoreDelay = 1, Settled = ["ObjectPool.cs", "LocalPool.cs", "LocalPools.cs"] };

    /// <summary>For those with many entries into the latch, whose delayed release has scenarios of its own.</summary>
    private static readonly ScenarioSettings s_quiet = s_settled with { SettledStores = ["SpinLatch.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("notify.one-against-all-and-a-new-wait", 12_907, OneAgainstAll) { Settings = s_quiet },
        new("notify.one-against-all-without-waiters", 46, OneAgainstAllAlone) { Settings = s_settled },
        new("notify.one-between-two-batches-of-all", 3_243, OneBetweenBatches) { Settings = s_settled },
        new("notify.second-wait-between-two-batches-of-all", 5_151, WaitBetweenBatches) { Settings = s_settled },
        new("notify.one-against-cancel-of-the-first-of-two", 5_036, CancelOfFirst) { Settings = s_settled },
        new("notify.one-against-cancelled-wait", 6_945, CancelledWait) { Settings = s_settled },
        new("notify.one-against-abort", 28_232, Aborted) { Settings = s_settled },
        new("notify.all-against-cancel-and-one", 36_396, AllAgainstCancel) { Settings = s_quiet },
        new("pulse.look-then-wait-against-two-pulses", 18_362, LookThenWait) { Settings = s_settled },
        new("pulse.pulse-against-close-and-wait", 28_065, PulseAgainstClose) { Settings = s_settled },
        new("pulse.pulse-against-cancelled-wait", 7_169, PulseAgainstCancel) { Settings = s_quiet },
    ];

    private static void OneAgainstAll(Model model)
    {
        var lab = new Lab(model);
        var notify = new AsyncNotify();
        LitenTask[] waits = [notify.WaitAsync(), notify.WaitAsync(), default];
        lab.Worker("one", notify.NotifyOne);
        lab.Worker("all", notify.NotifyAll);
        lab.Worker("newcomer", () => waits[2] = notify.WaitAsync());
        lab.AtEnd(() =>
        {
            Assert.True(waits[0].IsCompleted);
            Assert.True(waits[1].IsCompleted);
            Assert.False(!waits[2].IsCompleted && notify.WaitAsync().IsCompleted, "it waits, and there is a permit");
            notify.NotifyOne();
            Assert.True(waits[2].IsCompleted);
        });
    }

    private static void OneAgainstAllAlone(Model model)
    {
        var lab = new Lab(model);
        var notify = new AsyncNotify();
        lab.Worker("one", notify.NotifyOne);
        lab.Worker("all", notify.NotifyAll);
        lab.AtEnd(() => Assert.True(notify.WaitAsync().IsCompleted, "the permit is lost"));
    }

    /// <summary>Who has seen that NotifyAll wakes comes after it: its notification is for others.</summary>
    private static void OneBetweenBatches(Model model)
    {
        var lab = new Lab(model);
        var notify = new AsyncNotify();
        LitenTask[] waits = [.. Enumerable.Range(0, MoreThanABatch).Select(_ => notify.WaitAsync())];
        bool notified = false;
        lab.Worker("all", notify.NotifyAll);
        lab.Worker("one", () =>
        {
            if (waits[0].IsCompleted)
            {
                notify.NotifyOne();
                notified = true;
            }
        });
        lab.AtEnd(() =>
        {
            Assert.All(waits, wait => Assert.True(wait.IsCompleted));
            Assert.Equal(notified, notify.WaitAsync().IsCompleted);
        });
    }

    private static void WaitBetweenBatches(Model model)
    {
        var lab = new Lab(model);
        var notify = new AsyncNotify();
        LitenTask[] waits = [.. Enumerable.Range(0, MoreThanABatch).Select(_ => notify.WaitAsync())];
        bool again = false;
        lab.Worker("all", notify.NotifyAll);
        lab.Worker("first", () =>
        {
            if (waits[0].IsCompleted)
            {
                waits[0].GetAwaiter().GetResult();
                waits[0] = notify.WaitAsync();
                again = true;
            }
        });
        lab.AtEnd(() =>
        {
            Assert.All(waits.Skip(1), wait => Assert.True(wait.IsCompleted));
            Assert.Equal(!again, waits[0].IsCompleted);
        });
    }

    private static void CancelOfFirst(Model model)
    {
        var lab = new Lab(model);
        var notify = new AsyncNotify();
        var outcomes = new Outcomes(2);
        var cancellation = new CancellationTokenSource();
        lab.Within(() =>
        {
            outcomes[0] = Wait(notify, cancellation.Token);
            outcomes[1] = Wait(notify);
        });
        lab.Worker("one", () =>
        {
            notify.NotifyOne();
            lab.RunAll();
        });
        lab.Worker("canceller", () =>
        {
            ModelCancellationTokenRegistration.Cancel(cancellation);
            lab.RunAll();
        });
        lab.AtEnd(() =>
        {
            bool cancelled = outcomes.Read(0) == Outcomes.Cancelled;
            if (!cancelled)
            {
                notify.NotifyOne();
                lab.RunAll();
            }

            Assert.Equal(1, outcomes.Read(1));
            Assert.False(notify.WaitAsync().IsCompleted);
        });
    }

    private static void CancelledWait(Model model)
    {
        var lab = new Lab(model);
        var notify = new AsyncNotify();
        var outcomes = new Outcomes(1);
        var cancellation = new CancellationTokenSource();
        lab.Worker("one", notify.NotifyOne);
        lab.Worker("waiter", () => outcomes[0] = Wait(notify, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() => Assert.Equal(outcomes.Read(0) == Outcomes.Cancelled, notify.WaitAsync().IsCompleted));
    }

    private static void Aborted(Model model)
    {
        var lab = new Lab(model);
        var notify = new AsyncNotify();
        JoinHandle<int> handle = lab.Begin(async LitenTask<int> () =>
        {
            await notify.WaitAsync();
            return 1;
        });
        lab.Worker("one", notify.NotifyOne);
        lab.Worker("aborter", handle.Abort);
        lab.Worker();
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            Assert.Equal(handle.WasAborted, notify.WaitAsync().IsCompleted);
        });
    }

    /// <summary>The removal of a cancelled wait, from whichever list it is in.</summary>
    private static void AllAgainstCancel(Model model)
    {
        var lab = new Lab(model);
        var notify = new AsyncNotify();
        var outcomes = new Outcomes(1);
        var cancellation = new CancellationTokenSource();
        lab.Within(() => outcomes[0] = Wait(notify, cancellation.Token));
        LitenTask other = notify.WaitAsync();
        lab.Worker("all", notify.NotifyAll);
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("one", notify.NotifyOne);
        lab.AtEnd(() =>
        {
            outcomes.Read(0);
            Assert.True(other.IsCompleted);
            Assert.Contains("0 waiting", notify.ToString());
        });
    }

    private static void LookThenWait(Model model)
    {
        var lab = new Lab(model);
        (PulseSender sender, PulseReceiver receiver) = Pulse.Create();
        long seen = 0;
        LitenTask<long> wait = default;
        lab.Worker("sender 1", () => sender.NotifyAll());
        lab.Worker("sender 2", () => sender.NotifyAll());
        lab.Worker("looker", () =>
        {
            seen = receiver.Generation;
            wait = receiver.WaitAsync(seen);
        });
        lab.AtEnd(() =>
        {
            Assert.Equal(2, receiver.Generation);
            Assert.Equal(seen < 2, wait.IsCompleted);
            if (seen < 2)
            {
                Assert.InRange(wait.GetAwaiter().GetResult(), seen + 1, 2);
            }
        });
    }

    private static void PulseAgainstClose(Model model)
    {
        var lab = new Lab(model);
        (PulseSender sender, PulseReceiver receiver) = Pulse.Create();
        var outcomes = new Outcomes(1);
        bool sent = false;
        lab.Worker("sender", () => sent = sender.NotifyAll());
        lab.Worker("closer", sender.Close);
        lab.Worker("waiter", () => outcomes[0] = Wait(receiver));
        lab.AtEnd(() => Assert.Equal(sent ? 1 : Closed, outcomes.Read(0)));
    }

    private static void PulseAgainstCancel(Model model)
    {
        var lab = new Lab(model);
        (PulseSender sender, PulseReceiver receiver) = Pulse.Create();
        var outcomes = new Outcomes(2);
        var cancellation = new CancellationTokenSource();
        lab.Worker("sender", () => sender.NotifyAll());
        lab.Worker("waiter", () =>
        {
            outcomes[0] = Wait(receiver, cancellation.Token);
            outcomes[1] = Wait(receiver);
        });
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            outcomes.Read(0);
            Assert.Equal(1, outcomes.Read(1));
            Assert.Contains("0 waiting", receiver.ToString());
        });
    }

    private static async LitenTask<int> Wait(AsyncNotify notify, CancellationToken cancellationToken = default)
    {
        try
        {
            await notify.WaitAsync(cancellationToken);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }

    private static async LitenTask<int> Wait(PulseReceiver receiver, CancellationToken cancellationToken = default)
    {
        try
        {
            return (int)await receiver.WaitAsync(since: 0, cancellationToken);
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
