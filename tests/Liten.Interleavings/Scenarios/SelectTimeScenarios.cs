namespace Liten.Interleavings;

/// <summary>
/// Select with times: a tick or an item that loses is still there, one that has been put off does not come, and nobody's alarm
/// gets lost with a round that ends before it has set it.
/// </summary>
internal static class SelectTimeScenarios
{
    private const int Ticked = 1;
    private const int Item = 2;
    private const int Ended = 0;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);

    private static readonly ScenarioSettings s_settings = new()
    {
        StoreDelay = 1,
        SettledStores = ["SpinLatch.cs"],
        Settled = ["Registry.cs", "RegistryShard.cs", "WorkerCounters.cs", "ObjectPool.cs", "LocalPools.cs", "Published.cs"],
    };

    public static IEnumerable<Scenario> All =>
    [
        new("select.tick-against-send", 4_148, TickAgainstSend) { Settings = s_settings },
        new("select.tick-against-token", 1_021, TickAgainstToken) { Settings = s_settings },
        new("select.tick-against-abort", 501, TickAgainstAbort) { Settings = s_settings, Preemptions = 1 },
        new("select.tick-against-reset", 6_185, TickAgainstReset) { Settings = s_settings },
        new("select.tick-against-dispose", 3_880, TickAgainstDispose) { Settings = s_settings },
        new("select.tick-begins-against-dispose", 274, BeginsAgainstDispose) { Settings = s_settings },
        new("select.delay-queue-against-send", 4_608, DueAgainstSend) { Settings = s_settings },
        new("select.delay-queue-against-token", 1_355, DueAgainstToken) { Settings = s_settings },
        new("select.delay-queue-begins-against-insert", 682, BeginsAgainstInsert) { Settings = s_settings },
        new("select.delay-queue-round-that-ends-against-receiver", 49_811, EndsAgainstReceiver) { Settings = s_settings },
        new("select.delay-queue-against-close", 1_069, DueAgainstClose) { Settings = s_settings },
    ];

    private static void TickAgainstSend(Model model)
    {
        var times = new Times(model);
        JoinHandle<int> round = times.Lab.Begin(() => times.TickOrItemAsync());
        times.Pass();
        times.Lab.Timers();
        times.Lab.Worker("sender", () => Expect.That(times.Sender.TrySend(1)));
        times.Lab.AtEnd(() =>
        {
            Expect.That(round.GetResult() is Ticked or Item);
            times.EnsureNothingIsLost(round.GetResult(), sent: 1);
        });
    }

    private static void TickAgainstToken(Model model)
    {
        var times = new Times(model);
        var cancellation = new CancellationTokenSource();
        JoinHandle<int> round = times.Lab.Begin(() => times.TickOrItemAsync(cancellation.Token));
        times.Pass();
        times.Lab.Timers();
        times.Lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        times.Lab.AtEnd(() => times.EnsureNothingIsLost(round.GetResult(), sent: 0));
    }

    private static void TickAgainstAbort(Model model)
    {
        var times = new Times(model);
        JoinHandle<int> round = times.Lab.Begin(() => times.TickOrItemAsync());
        times.Pass();
        times.Lab.Timers();
        times.Lab.Worker("aborter", round.Abort);
        times.Lab.AtEnd(() => times.EnsureNothingIsLost(round.WasAborted ? Outcomes.Cancelled : round.GetResult(), sent: 0));
    }

    // Also when the old tick has come and the round has not been resumed yet.
    private static void TickAgainstReset(Model model)
    {
        var times = new Times(model);
        JoinHandle<int> round = times.Lab.Begin(() => times.TickOrItemAsync());
        times.Pass();
        long numberAtReset = -1;
        times.Lab.Timers();
        times.Lab.Worker("resetter", () =>
        {
            times.Interval.Reset(TimeSpan.FromHours(1));
            numberAtReset = times.Interval.Number;
        });
        times.Lab.AtEnd(() =>
        {
            Expect.That(times.Interval.Number == numberAtReset);
            Expect.That(round.IsCompleted == (numberAtReset == 1));
            Expect.That(times.Lab.Driver.Count == (numberAtReset == 1 ? 0 : 1));
            Expect.That(round.IsCompleted || times.Sender.TrySend(1));
        });
    }

    // The channel has ended, so without the interval the select has, too.
    private static void TickAgainstDispose(Model model)
    {
        var times = new Times(model);
        JoinHandle<int> round = times.Lab.Begin(() => times.TickAsync());
        times.Pass();
        times.Lab.Timers();
        times.Lab.Worker("disposer", times.Interval.Dispose);
        times.Lab.AtEnd(() =>
        {
            Expect.That(round.GetResult() == times.Interval.Number);
            Expect.That(times.Lab.Driver.Count == 0);
        });
    }

    private static void BeginsAgainstDispose(Model model)
    {
        var times = new Times(model);
        var outcomes = new Outcomes(1);
        times.Lab.Worker("selecting", () => outcomes[0] = times.TickAsync());
        times.Lab.Worker("disposer", times.Interval.Dispose);
        times.Lab.AtEnd(() =>
        {
            Expect.That(outcomes.Read(0) == Ended);
            Expect.That(times.Lab.Driver.Count == 0);
        });
    }

    private static void DueAgainstSend(Model model)
    {
        var times = new Times(model);
        times.Queue.Insert(1, s_short);
        JoinHandle<int> round = times.Lab.Begin(() => times.DueOrItemAsync());
        times.Pass();
        times.Lab.Timers();
        times.Lab.Worker("sender", () => Expect.That(times.Sender.TrySend(1)));
        times.Lab.AtEnd(() =>
        {
            Expect.That(times.Queue.Count == (round.GetResult() == Item ? 1 : 0));
            Expect.That(times.Receiver.Count == (round.GetResult() == Item ? 0 : 1));
            times.EnsureNobodyWaits();
        });
    }

    private static void DueAgainstToken(Model model)
    {
        var times = new Times(model);
        var cancellation = new CancellationTokenSource();
        times.Queue.Insert(1, s_short);
        JoinHandle<int> round = times.Lab.Begin(() => times.DueOrItemAsync(cancellation.Token));
        times.Pass();
        times.Lab.Timers();
        times.Lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        times.Lab.AtEnd(() =>
        {
            Expect.That(times.Queue.Count == (round.GetResult() == Ticked ? 0 : 1));
            times.EnsureNobodyWaits();
        });
    }

    // Whoever plans the alarm last sets it, the select or who inserts.
    private static void BeginsAgainstInsert(Model model)
    {
        var times = new Times(model);
        var outcomes = new Outcomes(1);
        times.Queue.Insert(2, TimeSpan.FromHours(1));
        times.Lab.Worker("selecting", () => outcomes[0] = times.DueOrItemAsync());
        times.Lab.Worker("inserter", () => times.Queue.Insert(1, s_short));
        times.Lab.AtEnd(() =>
        {
            times.Pass();
            times.Lab.FireAndRun();
            Expect.That(outcomes.Read(0) == Ticked && times.Queue.Count == 1);
            times.EnsureNobodyWaits();
        });
    }

    // The round plans the alarm for all. The end of a task ends it before it has set it, and the receiver relies on it.
    private static void EndsAgainstReceiver(Model model)
    {
        var times = new Times(model);
        var outcomes = new Outcomes(2);
        times.Queue.Insert(1, s_short);
        JoinHandle<int> task = times.Spawned();
        times.Lab.Worker("selecting", () => outcomes[0] = times.EndOrDueAsync(task));
        times.Lab.Timers();
        times.Lab.Worker("receiver", () => outcomes[1] = times.ReceiveAsync());
        times.Lab.AtEnd(() =>
        {
            times.Pass();
            times.Lab.FireAndRun();
            Expect.That(outcomes.Read(0) == Item && outcomes.Read(1) == 1);
            times.EnsureNobodyWaits();
        });
    }

    private static void DueAgainstClose(Model model)
    {
        var times = new Times(model);
        times.Queue.Insert(1, TimeSpan.FromHours(1));
        var outcomes = new Outcomes(1);
        times.Lab.Worker("selecting", () => outcomes[0] = times.DueOrItemAsync());
        times.Lab.Worker("closer", times.Lab.Driver.Close);
        times.Lab.AtEnd(() =>
        {
            Expect.That(outcomes.Read(0) == Outcomes.Cancelled && times.Queue.Count == 1);
            times.EnsureNobodyWaits();
        });
    }

    /// <summary>An interval whose first tick is due after a millisecond, a delay queue and a channel.</summary>
    private sealed class Times
    {
        public Times(Model model)
        {
            Lab = new TimeLab(model);
            Interval = new Interval(Lab.Driver, s_short, s_short, MissedTickBehavior.Burst);
            Queue = new DelayQueue<int>(Lab.Provider);
            (Sender, Receiver) = Mpmc.CreateUnbounded<int>();
        }

        public TimeLab Lab { get; }

        public Interval Interval { get; }

        public DelayQueue<int> Queue { get; }

        public MpmcSender<int> Sender { get; }

        public MpmcReceiver<int> Receiver { get; }

        public void Pass() => Lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;

        public JoinHandle<int> Spawned() => Lab.Spawned(static () => new LitenTask<int>(1));

        public LitenTask<int> ReceiveAsync() => Queue.ReceiveAsync();

        public async LitenTask<int> TickAsync()
        {
            using Select select = Select.Create(SelectOrder.AsListed);
            SelectSignal tick = select.Tick(Interval);
            return await select.NextAsync() && tick.Won() ? Ticked : Ended;
        }

        public async LitenTask<int> TickOrItemAsync(CancellationToken cancellationToken = default)
        {
            using Select select = Select.Create(SelectOrder.AsListed);
            SelectCase<int> item = select.Receive(Receiver);
            SelectSignal tick = select.Tick(Interval);
            return await WonAsync(select, cancellationToken) ?? (item.Won(out _) ? Item : tick.Won() ? Ticked : -1);
        }

        public async LitenTask<int> DueOrItemAsync(CancellationToken cancellationToken = default)
        {
            using Select select = Select.Create(SelectOrder.AsListed);
            SelectCase<int> item = select.Receive(Receiver);
            SelectCase<int> due = select.Receive(Queue);
            return await WonAsync(select, cancellationToken) ?? (item.Won(out _) ? Item : due.Won(out _) ? Ticked : -1);
        }

        public async LitenTask<int> EndOrDueAsync(JoinHandle<int> task)
        {
            using Select select = Select.Create(SelectOrder.AsListed);
            SelectSignal end = select.Join(task);
            select.Receive(Queue);
            Expect.That(await select.NextAsync());
            return end.Won() ? Item : -1;
        }

        public void EnsureNothingIsLost(int outcome, int sent)
        {
            Expect.That(Interval.Number == (outcome == Ticked ? 1 : 0));
            Expect.That(Receiver.Count == (outcome == Item ? 0 : sent));
            EnsureNobodyWaits();
            Expect.That(Interval.TickAsync(CancellationToken.None).IsCompleted);
        }

        public void EnsureNobodyWaits()
        {
            Expect.That(Lab.Driver.Count == 0);
            Expect.That(Queue.ToString().Contains("0 waiting", StringComparison.Ordinal));
            Expect.That(Receiver.ToString()!.Contains("0 receiving", StringComparison.Ordinal));
        }

        /// <returns>How the round was ended from outside; null if a case has won.</returns>
        private static async LitenTask<int?> WonAsync(Select select, CancellationToken cancellationToken)
        {
            try
            {
                Expect.That(await select.NextAsync(cancellationToken));
                return null;
            }
            catch (OperationCanceledException)
            {
                return Outcomes.Cancelled;
            }
        }
    }
}
