using System.Diagnostics.CodeAnalysis;

namespace Liten.Interleavings;

/// <summary>
/// Lanes; "step" means a step of README.md in src/Liten/Lanes. A wake-up that is lost is a deadlock here, since time passes only
/// when nobody can go on.
/// </summary>
internal static class LaneScenarios
{
    /// <summary>A worker's counters are nobody's concern here, and the timers have scenarios of their own.</summary>
    private static readonly ScenarioSettings s_settings = new()
    {
        Settled = ["WorkerCounters.cs", "TimerDriver.cs", "Registry.cs", "AwakeSignal.cs"],
        SettledStores = ["SpinLatch.cs"],
        StoreDelay = 1,
        MostSteps = 4000,
    };

    public static IEnumerable<Scenario> All =>
    [
        new("lanes.item-against-sleep", 3_657, ItemAgainstSleep) { Settings = s_settings },
        new("lanes.hand-over", 17_306, HandOver) { Preemptions = 1, Settings = s_settings },
        new("lanes.limit-against-wake", 18_126, LimitAgainstWake) { Preemptions = 1, Settings = s_settings },
        new("lanes.pin-against-sleep", 5_732, PinAgainstSleep) { Preemptions = 1, Settings = s_settings },
        new("lanes.limit-of-a-lane", 7_230, LimitOfALane) { Preemptions = 3 },
        new("lanes.leaving-against-item", 149, LeavingAgainstItem),
        new("lanes.queue-that-throws", 2_770, QueueThatThrows),
        new("lanes.queue-against-hastening", 1_445, QueueAgainstHastening),
        new("lanes.escalation-against-release", 13_338, EscalationAgainstRelease),
    ];

    // "Either W2 sees the worker of P1, or P2 sees the item of W1."
    private static void ItemAgainstSleep(Model model) => model.Actor("owner", () =>
    {
        var lab = new LaneLab(workers: 1, jobs: 1, new LaneOptions("default"), new LaneOptions("bulk"));
        lab.Run(() => lab.Queue(2, static () => { }));
    });

    // A job of one lane queues one of another: nobody is woken, and its worker comes to it by itself (step S).
    private static void HandOver(Model model) => model.Actor("owner", () =>
    {
        var lab = new LaneLab(workers: 2, jobs: 2, new LaneOptions("default"), new LaneOptions("bulk"));
        lab.Run(() => lab.Queue(1, () => lab.Queue(2, static () => { })));
    });

    // "The lane may have been full at W2, so that nobody was woken: then the worker that made it full leaves by E3, and looks."
    private static void LimitAgainstWake(Model model)
    {
        int inside = 0;
        model.Actor("owner", () =>
        {
            var lab = new LaneLab(workers: 2, jobs: 2, new LaneOptions("default"), new LaneOptions("ledger") { MaxWorkers = 1 });
            lab.Run(() =>
            {
                lab.Queue(2, Visit);
                lab.Queue(2, Visit);
            });
        });

        void Visit()
        {
            Expect.That(Interlocked.Add(ref inside, 1) == 1);
            Interlocked.Add(ref inside, -1);
        }
    }

    // A wake reaches the worker that may serve the lane, also when another one sleeps as well.
    private static void PinAgainstSleep(Model model) => model.Actor("owner", () =>
    {
        var lab = new LaneLab(workers: 2, jobs: 1, new LaneOptions("default"), new LaneOptions("ledger") { Workers = [1] });
        lab.Run(() => lab.Queue(2, static () => Expect.That(Thread.CurrentThread.Name == "worker-1")));
    });

    // Step E1: the place is taken before anything else is.
    private static void LimitOfALane(Model model)
    {
        Lane lane = NewLane(new LaneOptions("ledger") { MaxWorkers = 2 });
        int inside = 0;
        for (int i = 0; i < 3; i++)
        {
            model.Actor($"worker {i}", () =>
            {
                if (lane.TryEnter())
                {
                    Expect.That(Interlocked.Add(ref inside, 1) <= 2);
                    Interlocked.Add(ref inside, -1);
                    lane.Leave();
                }
            });
        }

        model.AtEnd(() => Expect.That(lane.Serving == 0 && lane.TryEnter() && lane.TryEnter() && !lane.TryEnter()));
    }

    // "Either W2 sees that it has left, or its look sees the item."
    private static void LeavingAgainstItem(Model model)
    {
        Lane lane = NewLane(new LaneOptions("ledger") { MaxWorkers = 1 });
        lane.TryEnter();
        int seen = 0;
        model.Actor("worker", () =>
        {
            lane.Leave();
            seen += lane.Queued;
        });
        model.Actor("queues", () =>
        {
            lane.Add(new Entry(), now: 0, force: false, out _);
            Interlocked.MemoryBarrier();
            seen += lane.WantsWorker ? 1 : 0;
        });
        model.AtEnd(() => Expect.That(seen > 0));
    }

    // "The list has all that was added and not taken at every moment, so nothing is lost and nothing comes twice."
    private static void QueueThatThrows(Model model)
    {
        Lane lane = NewLane(new LaneOptions("bulk") { Order = LaneOrder.Custom(static () => new ThrowingQueue(at: 2)) });
        Entry[] entries = [.. Enumerable.Range(0, 3).Select(static _ => new Entry())];
        int reports = 0;
        model.Actor("adder", () => Array.ForEach(entries, Add));
        model.Actor("taker", Take);
        model.AtEnd(() =>
        {
            while (lane.Queued > 0)
            {
                Take();
            }

            Expect.That(reports == 1 && Array.TrueForAll(entries, static entry => entry.Taken == 1));
        });

        void Add(Entry entry)
        {
            lane.Add(entry, now: 0, force: false, out Exception? failure);
            reports += failure is null ? 0 : 1;
        }

        void Take()
        {
            if (lane.TryTake(now: 0, out LaneEntry taken, out Exception? failure))
            {
                ((Entry)taken.Item).Taken++;
            }

            reports += failure is null ? 0 : 1;
        }
    }

    // "An entry that is queued at the same moment either comes before and is moved, or reads for whom the task runs."
    private static void QueueAgainstHastening(Model model)
    {
        var host = NewHost(model, out _);
        Lane lane = NewLane(new LaneOptions("bulk"), number: 1);
        JoinHandle task = Spawning.Make(host, static () => LitenTask.CompletedTask, new(new SpawnOptions { Lane = "bulk" }, "", 0));
        ((TaskLanes)host.Lanes!).Hastened = hastened => lane.Hasten(hastened);
        JoinHandle better = Spawning.Make(host, static () => LitenTask.CompletedTask, new(new SpawnOptions { Lane = "requests" }, "", 0));
        lane.Add(new Entry(), now: 0, force: false, out _);
        model.Actor("queues", () => lane.Add(task, now: 0, force: false, out _));
        model.Actor("waits", () => host.Lanes!.Joined(task, better));
        model.AtEnd(() => Expect.That(
            lane.TryTake(0, out LaneEntry first, out _) && first.Item == task && first.Payer == 2
            && lane.TryTake(0, out _, out _) && !lane.TryTake(0, out _, out _)));
    }

    // Step 4: whoever lets go takes the reasons back, and a holder that has let go runs for nobody.
    private static void EscalationAgainstRelease(Model model)
    {
        TaskHost host = NewHost(model, out Lab lab);
        var mutex = new AsyncMutex();
        AsyncMutexGuard guard = default;
        JoinHandle holder = Spawn(host, "bulk", async () =>
        {
            guard = await mutex.LockAsync();
            await LitenTask.Yield();
            guard.Dispose();
        });
        lab.Within(() => lab.RunOne());
        JoinHandle waiter = Spawn(host, "requests", async () => (await mutex.LockAsync()).Dispose());
        lab.Worker("one");
        lab.Worker("other");
        lab.AtEnd(() => Expect.That(holder.IsCompleted && waiter.IsCompleted && holder.RunsFor == holder.Lane && !mutex.IsLocked));
    }

    private static TaskHost NewHost(Model model, out Lab lab)
    {
        lab = new Lab(model);
        lab.Host.Lanes = new TaskLanes(["bulk", "requests"], [1, 0]);
        return lab.Host;
    }

    private static JoinHandle Spawn(TaskHost host, string lane, Func<LitenTask> body)
        => Spawning.Make(host, body, new(new SpawnOptions { Lane = lane }, "", 0)).Start();

    private static Lane NewLane(LaneOptions options, byte number = 1)
        => new(options, number, [Nanoseconds.Forever, Nanoseconds.Forever], workers: 1, new SynchronizationContext());

    private sealed class Entry : WorkItem
    {
        public int Taken { get; set; }

        internal override WorkItem? Run(Turn? turn) => null;
    }

    private sealed class ThrowingQueue(int at) : LaneQueue
    {
        private readonly Queue<LaneItem> _items = new();
        private int _uses;

        public override int Count => _items.Count;

        public override void Add(LaneItem item) => Use(() => _items.Enqueue(item));

        public override bool TryTake([NotNullWhen(true)] out LaneItem? item)
        {
            Use(static () => { });
            return _items.TryDequeue(out item);
        }

        private void Use(Action action)
        {
            if (_uses++ == at)
            {
                throw new InvalidOperationException("a queue of a user's");
            }

            action();
        }
    }
}
