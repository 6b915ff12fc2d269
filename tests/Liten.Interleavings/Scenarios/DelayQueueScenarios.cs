namespace Liten.Interleavings;

/// <summary>DelayQueue: each item comes out once or is still there, and the timer is never set later than the first item is due.</summary>
internal static class DelayQueueScenarios
{
    private const int Ended = -2;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    private static readonly ScenarioSettings s_settings = new() { StoreDelay = 1, SettledStores = ["SpinLatch.cs"], Settled = ["ObjectPool.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("delay-queue.insert-earlier-against-receive", 335, InsertEarlier) { Settings = s_settings },
        new("delay-queue.two-inserts-against-a-waiting-receive", 280, TwoInserts) { Settings = s_settings },
        new("delay-queue.remove-against-due", 5_419, RemoveAgainstDue) { Settings = s_settings },
        new("delay-queue.reset-against-due", 5_419, ResetAgainstDue) { Settings = s_settings },
        new("delay-queue.cancel-against-due", 2_014, CancelAgainstDue) { Settings = s_settings },
        new("delay-queue.abort-against-due", 19_718, AbortAgainstDue) { Settings = s_settings },
        new("delay-queue.try-receive-against-due", 8_024, TryReceiveAgainstDue) { Settings = s_settings },
        new("delay-queue.close-against-receive", 355, CloseAgainstReceive) { Settings = s_settings },
    ];

    // SetAlarm: "the last one here finds the last plan".
    private static void InsertEarlier(Model model)
    {
        (TimeLab lab, DelayQueue<int> queue) = New(model);
        var outcomes = new Outcomes(1);
        queue.Insert(2, s_long);
        lab.Worker("receiver", () => outcomes[0] = Receive(queue));
        lab.Worker("inserter", () => queue.Insert(1, s_short));
        lab.AtEnd(() => EnsureReceivedInTime(lab, outcomes));
    }

    private static void TwoInserts(Model model)
    {
        (TimeLab lab, DelayQueue<int> queue) = New(model);
        JoinHandle<int> task = lab.Begin(() => Receive(queue));
        lab.Worker("inserter", () => queue.Insert(1, s_short));
        lab.Worker("other inserter", () => queue.Insert(2, s_long));
        lab.AtEnd(() =>
        {
            Expect.That(!task.IsCompleted);
            lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;
            lab.FireAndRun();
            Expect.That(task.GetResult() == 1);
            Expect.That(queue.Count == 1);
            Expect.That(lab.Driver.Count == 0);
        });
    }

    private static void RemoveAgainstDue(Model model)
    {
        (TimeLab lab, DelayQueue<int> queue) = New(model);
        JoinHandle<int> task = lab.Begin(() => Receive(queue));
        DelayKey key = queue.Insert(1, s_short);
        lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;
        bool removed = false;
        lab.Timers();
        lab.Worker("remover", () => removed = queue.Remove(key, out _));
        lab.AtEnd(() =>
        {
            Expect.That(task.IsCompleted != removed);
            Expect.That(queue.Count == 0);
            Expect.That(lab.Driver.Count == (removed ? 1 : 0));
            queue.Insert(3, TimeSpan.Zero);
        });
    }

    private static void ResetAgainstDue(Model model)
    {
        (TimeLab lab, DelayQueue<int> queue) = New(model);
        JoinHandle<int> task = lab.Begin(() => Receive(queue));
        DelayKey key = queue.Insert(1, s_short);
        lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;
        bool moved = false;
        lab.Timers();
        lab.Worker("resetter", () => moved = queue.Reset(key, s_short));
        lab.AtEnd(() =>
        {
            Expect.That(task.IsCompleted != moved);
            lab.Clock.Now = 20 * Nanoseconds.PerMillisecond;
            lab.FireAndRun();
            Expect.That(task.GetResult() == 1);
            Expect.That(lab.Driver.Count == 0);
        });
    }

    private static void CancelAgainstDue(Model model)
    {
        (TimeLab lab, DelayQueue<int> queue) = New(model);
        var cancellation = new CancellationTokenSource();
        JoinHandle<int> task = lab.Begin(() => Receive(queue, cancellation.Token));
        queue.Insert(1, s_short);
        lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;
        lab.Timers();
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Expect.That(queue.Count == (task.GetResult() == 1 ? 0 : 1));
            Expect.That(lab.Driver.Count == 0);
        });
    }

    private static void AbortAgainstDue(Model model)
    {
        (TimeLab lab, DelayQueue<int> queue) = New(model);
        JoinHandle<int> task = lab.Begin(async LitenTask<int> () => await queue.ReceiveAsync());
        JoinHandle<int> next = lab.Begin(() => Receive(queue));
        queue.Insert(1, s_short);
        lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;
        lab.Timers();
        lab.Worker("aborter", task.Abort);
        lab.AtEnd(() =>
        {
            Expect.That(task.IsCompleted);
            Expect.That(next.IsCompleted == task.WasAborted);
            Expect.That(queue.Count == 0);
        });
    }

    // TryReceive: "unless receivers wait for it".
    private static void TryReceiveAgainstDue(Model model)
    {
        (TimeLab lab, DelayQueue<int> queue) = New(model);
        JoinHandle<int> task = lab.Begin(() => Receive(queue));
        queue.Insert(1, s_short);
        queue.Insert(2, s_short);
        lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;
        lab.Timers();
        int taken = 0;
        lab.Worker("taker", () => Expect.That(queue.TryReceive(out taken)));
        lab.AtEnd(() =>
        {
            Expect.That(task.GetResult() == 1);
            Expect.That(taken == 2);
        });
    }

    // "The end of the runtime reaches everybody", also who waits for nothing in particular.
    private static void CloseAgainstReceive(Model model)
    {
        (TimeLab lab, DelayQueue<int> queue) = New(model);
        var outcomes = new Outcomes(1);
        lab.Worker("receiver", () => outcomes[0] = Receive(queue));
        lab.Worker("closer", lab.Driver.Close);
        lab.AtEnd(() =>
        {
            Expect.That(outcomes.Read(0) == Ended);
            Expect.That(lab.Driver.Count == 0);
        });
    }

    private static (TimeLab Lab, DelayQueue<int> Queue) New(Model model)
    {
        var lab = new TimeLab(model);
        return (lab, new DelayQueue<int>(lab.Provider));
    }

    private static void EnsureReceivedInTime(TimeLab lab, Outcomes outcomes)
    {
        lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;
        lab.FireAndRun();
        Expect.That(outcomes.Read(0) == 1);
    }

    private static async LitenTask<int> Receive(DelayQueue<int> queue, CancellationToken cancellationToken = default)
    {
        try
        {
            return await queue.ReceiveAsync(cancellationToken);
        }
        catch (TaskAbortedException)
        {
            return Ended;
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }
}
