namespace Liten.Interleavings;

/// <summary>
/// Select: "Exactly one happens in each round; the others take and lose nothing." A round that a token or an abort ends has taken
/// nothing; what two givers bring at the same moment is one for the select and one that stays.
/// </summary>
internal static class SelectScenarios
{
    private const int Nothing = 0;

    /// <summary>What is proved elsewhere: pools, and the registration of a task with its runtime.</summary>
    private static readonly ScenarioSettings s_settings = new()
    {
        StoreDelay = 1,
        Settled = ["Registry.cs", "RegistryShard.cs", "WorkerCounters.cs", "ObjectPool.cs", "LocalPools.cs", "AtomicCounter.cs", "Published.cs"],
    };

    public static IEnumerable<Scenario> All =>
    [
        new("select.two-givers", 53_801, TwoGivers) { Settings = s_settings },
        new("select.giver-against-token", 12_621, Cancelled) { Settings = s_settings },
        new("select.giver-against-abort", 1_696, Aborted) { Settings = s_settings, Preemptions = 1 },
        new("select.giver-against-close", 104_071, Closed) { Settings = s_settings },
        new("select.opposite-selects-meet", 2_262, OppositeSelects) { Settings = s_settings },
        new("select.both-directions-of-one-channel", 1_136, BothDirections) { Settings = s_settings },
        new("select.other-receiver-against-two-givers", 89, OtherReceiver) { Settings = s_settings, Preemptions = 1 },
        new("select.unlock-against-send", 46_399, UnlockAgainstSend) { Settings = s_settings },
        new("select.end-of-task-against-send", 47_014, EndAgainstSend) { Settings = s_settings },
        new("select.next-round-against-late-giver", 2_473, NextRound) { Settings = s_settings, Preemptions = 1 },
        new("select.permits-against-notification", 165_551, PermitsAgainstNotification) { Settings = s_settings },
    ];

    // One item goes to the select and the other stays, whoever comes first.
    private static void TwoGivers(Model model)
    {
        var lab = new Lab(model);
        var pair = new Pair();
        var outcomes = new Outcomes(1);
        lab.Worker("selecting", () => outcomes[0] = pair.SelectAsync());
        lab.Worker("first sender", () => Assert.True(pair.First.TrySend(1)));
        lab.Worker("second sender", () => Assert.True(pair.Second.TrySend(2)));
        lab.AtEnd(() => pair.EnsureNothingIsLost(outcomes.Read(0), sent: 3));
    }

    private static void Cancelled(Model model)
    {
        var lab = new Lab(model);
        var pair = new Pair();
        var outcomes = new Outcomes(1);
        var cancellation = new CancellationTokenSource();
        lab.Worker("selecting", () => outcomes[0] = pair.SelectAsync(cancellation.Token));
        lab.Worker("sender", () => Assert.True(pair.Second.TrySend(2)));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() => pair.EnsureNothingIsLost(Math.Max(outcomes.Read(0), Nothing), sent: 2));
    }

    private static void Aborted(Model model)
    {
        var lab = new Lab(model);
        var pair = new Pair();
        JoinHandle<int> task = lab.Begin(() => pair.SelectAsync());
        lab.Worker("sender", () => Assert.True(pair.First.TrySend(1)));
        lab.Worker("aborter", () => task.Abort());
        lab.Worker();
        lab.AtEnd(() =>
        {
            Assert.True(task.IsCompleted);
            pair.EnsureNothingIsLost(task.JoinAsync().GetAwaiter().GetResult() is { IsSuccess: true } end ? end.Value : Nothing, sent: 1);
        });
    }

    // An ended source leaves the round, which goes on with the other.
    private static void Closed(Model model)
    {
        var lab = new Lab(model);
        var pair = new Pair();
        var outcomes = new Outcomes(1);
        lab.Worker("selecting", () => outcomes[0] = pair.SelectAsync());
        lab.Worker("closer", () => pair.First.Dispose());
        lab.Worker("sender", () => Assert.True(pair.Second.TrySend(2)));
        lab.AtEnd(() => pair.EnsureNothingIsLost(outcomes.Read(0), sent: 2));
    }

    // Both selects look at both channels, and neither is queued while it looks: they meet, and in one channel.
    private static void OppositeSelects(Model model)
    {
        var lab = new Lab(model);
        var (first, firstOut) = Mpmc.CreateBounded<int>(0);
        var (second, secondOut) = Mpmc.CreateBounded<int>(0);
        var outcomes = new Outcomes(2);
        lab.Worker("sending", () => outcomes[0] = Send(first, second));
        lab.Worker("receiving", () => outcomes[1] = new Pair(firstOut, secondOut).SelectAsync());
        lab.AtEnd(() => Assert.Equal(outcomes.Read(0), outcomes.Read(1)));
    }

    // A select that would send and receive in one channel does not meet itself, but anybody else.
    private static void BothDirections(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Mpmc.CreateBounded<int>(0);
        var outcomes = new Outcomes(2);
        lab.Worker("one", () => outcomes[0] = SendOrReceive(sender, receiver, 1));
        lab.Worker("two", () => outcomes[1] = SendOrReceive(sender, receiver, 2));
        lab.AtEnd(() => Assert.Contains((outcomes.Read(0), outcomes.Read(1)), ((int, int)[])[(Nothing, 1), (2, Nothing)]));
    }

    // A receiver behind the select gets the item that the select's decided wait does not take.
    private static void OtherReceiver(Model model)
    {
        var lab = new Lab(model);
        var pair = new Pair();
        var outcomes = new Outcomes(2);
        lab.Within(() => outcomes[0] = pair.SelectAsync());
        lab.Within(() => outcomes[1] = pair.FirstOut.ReceiveAsync(default));
        lab.Worker("first sender", () => Assert.True(pair.First.TrySend(1)));
        lab.Worker("second sender", () => Assert.True(pair.Second.TrySend(2)));
        lab.AtEnd(() =>
        {
            // The select has one of the two. If that is the first, the receiver still waits, and is sent another one.
            int selected = outcomes.Read(0);
            Assert.True(selected == 2 || pair.First.TrySend(4));
            pair.EnsureNothingIsLost(selected + outcomes.Read(1), sent: selected == 2 ? 3 : 7);
        });
    }

    private static void UnlockAgainstSend(Model model)
    {
        var lab = new Lab(model);
        var mutex = new AsyncMutex<int>(0);
        Assert.True(mutex.TryLock(out AsyncMutexGuard<int> held));
        var (sender, receiver) = Mpmc.CreateUnbounded<int>();
        var outcomes = new Outcomes(1);
        lab.Worker("selecting", () => outcomes[0] = LockOrReceive(mutex, receiver));
        lab.Worker("holder", held.Dispose);
        lab.Worker("sender", () => Assert.True(sender.TrySend(2)));
        lab.AtEnd(() =>
        {
            Assert.False(mutex.IsLocked);
            Assert.Equal(outcomes.Read(0) == 2 ? 0 : 1, receiver.Count);
        });
    }

    private static void EndAgainstSend(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Mpmc.CreateUnbounded<int>();
        JoinHandle<int> task = lab.Spawned(static () => new LitenTask<int>(1));
        var outcomes = new Outcomes(1);
        lab.Worker("selecting", () => outcomes[0] = JoinOrReceive(task, receiver));
        lab.Worker();
        lab.Worker("sender", () => Assert.True(sender.TrySend(2)));
        lab.AtEnd(() => Assert.Equal(outcomes.Read(0) == 2 ? 0 : 1, receiver.Count));
    }

    // The members of the first round are out of their queues before the second begins: a giver that comes late meets the second.
    private static void NextRound(Model model)
    {
        var lab = new Lab(model);
        var pair = new Pair();
        var outcomes = new Outcomes(1);
        lab.Worker("selecting", () => outcomes[0] = TwoRounds(pair));
        lab.Worker("first sender", () => Assert.True(pair.First.TrySend(1)));
        lab.Worker("second sender", () => Assert.True(pair.Second.TrySend(2)));
        lab.AtEnd(() => Assert.Equal(3, outcomes.Read(0)));

        static async LitenTask<int> TwoRounds(Pair pair) => await pair.SelectAsync() + await pair.SelectAsync();
    }

    private static void PermitsAgainstNotification(Model model)
    {
        var lab = new Lab(model);
        var semaphore = new AsyncSemaphore(1);
        Assert.True(semaphore.TryAcquire(out SemaphorePermits held));
        var notify = new AsyncNotify();
        var outcomes = new Outcomes(1);
        lab.Worker("selecting", () => outcomes[0] = AcquireOrWait(semaphore, notify));
        lab.Worker("holder", held.Dispose);
        lab.Worker("notifier", notify.NotifyOne);
        lab.AtEnd(() =>
        {
            Assert.Equal(1, semaphore.AvailablePermits);
            Assert.Equal(outcomes.Read(0) == 2, notify.ToString()!.Contains("no permit", StringComparison.Ordinal));
        });
    }

    private static async LitenTask<int> Send(MpmcSender<int> first, MpmcSender<int> second)
    {
        using Select select = Select.Create(SelectOrder.AsListed);
        SelectSend<int> toSecond = select.Send(second);
        SelectSend<int> toFirst = select.Send(first);
        toFirst.Value = 1;
        toSecond.Value = 2;
        Assert.True(await select.NextAsync());
        return toFirst.Won() ? 1 : toSecond.Won() ? 2 : -1;
    }

    private static async LitenTask<int> SendOrReceive(MpmcSender<int> sender, MpmcReceiver<int> receiver, int value)
    {
        using Select select = Select.Create(SelectOrder.AsListed);
        SelectSend<int> send = select.Send(sender);
        SelectCase<int> receive = select.Receive(receiver);
        send.Value = value;
        Assert.True(await select.NextAsync());
        return receive.Won(out int received) ? received : send.Won() ? Nothing : -1;
    }

    private static async LitenTask<int> LockOrReceive(AsyncMutex<int> mutex, MpmcReceiver<int> receiver)
    {
        using Select select = Select.Create(SelectOrder.AsListed);
        SelectCase<AsyncMutexGuard<int>> guard = select.Lock(mutex);
        SelectCase<int> item = select.Receive(receiver);
        Assert.True(await select.NextAsync());
        if (guard.Won(out AsyncMutexGuard<int> held))
        {
            held.Dispose();
            return 1;
        }

        return item.Won(out int value) ? value : -1;
    }

    private static async LitenTask<int> JoinOrReceive(JoinHandle<int> task, MpmcReceiver<int> receiver)
    {
        using Select select = Select.Create(SelectOrder.AsListed);
        SelectSignal ended = select.Join(task);
        SelectCase<int> item = select.Receive(receiver);
        Assert.True(await select.NextAsync());
        return ended.Won() ? 1 : item.Won(out int value) ? value : -1;
    }

    private static async LitenTask<int> AcquireOrWait(AsyncSemaphore semaphore, AsyncNotify notify)
    {
        using Select select = Select.Create(SelectOrder.AsListed);
        SelectCase<SemaphorePermits> permit = select.Acquire(semaphore);
        SelectSignal notified = select.Wait(notify);
        Assert.True(await select.NextAsync());
        if (permit.Won(out SemaphorePermits taken))
        {
            taken.Dispose();
            return 1;
        }

        return notified.Won() ? 2 : -1;
    }

    /// <summary>A select that receives from two channels.</summary>
    private sealed class Pair
    {
        private readonly Select _select = Select.Create(SelectOrder.AsListed);
        private readonly SelectCase<int> _first;
        private readonly SelectCase<int> _second;

        public Pair()
        {
            (First, FirstOut) = Mpmc.CreateUnbounded<int>();
            (Second, SecondOut) = Mpmc.CreateUnbounded<int>();
            (_first, _second) = (_select.Receive(FirstOut), _select.Receive(SecondOut));
        }

        public Pair(MpmcReceiver<int> first, MpmcReceiver<int> second)
        {
            (First, Second) = (null!, null!);
            (FirstOut, SecondOut) = (first, second);
            (_first, _second) = (_select.Receive(first), _select.Receive(second));
        }

        public MpmcSender<int> First { get; }

        public MpmcSender<int> Second { get; }

        public MpmcReceiver<int> FirstOut { get; }

        public MpmcReceiver<int> SecondOut { get; }

        public async LitenTask<int> SelectAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                Assert.True(await _select.NextAsync(cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return Outcomes.Cancelled;
            }

            return _first.Won(out int item) || _second.Won(out item) ? item : -2;
        }

        /// <summary>What was received and what is left are what was sent; and nobody is left in a queue.</summary>
        public void EnsureNothingIsLost(int received, int sent)
        {
            int left = (FirstOut.TryReceive(out int first) ? first : 0) + (SecondOut.TryReceive(out int second) ? second : 0);
            Assert.Equal(sent, received + left);
            Assert.Contains("0 receiving", FirstOut.ToString(), StringComparison.Ordinal);
            Assert.Contains("0 receiving", SecondOut.ToString(), StringComparison.Ordinal);
        }
    }
}
