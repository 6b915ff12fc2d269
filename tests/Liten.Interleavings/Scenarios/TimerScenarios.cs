using System.Reflection;

namespace Liten.Interleavings;

/// <summary>The timer driver and its timers: nothing fires early, twice, after its disposal or not at all.</summary>
internal static class TimerScenarios
{
    private const long Millisecond = 1_000_000;

    private static readonly FieldInfo s_extras = typeof(LitenTimer).GetField("_extras", BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly FieldInfo s_armed = typeof(SystemTimer).GetField("_armed", BindingFlags.Instance | BindingFlags.NonPublic)!;

    public static IEnumerable<Scenario> All =>
    [
        new("timer.two-arm-and-next-deadline", 5_352, TwoArm),
        new("timer.cancel-against-earlier-arm", 3_853, CancelAgainstEarlierArm),
        new("timer.two-run-what-is-due", 1_240, TwoRunWhatIsDue),
        new("timer.dispose-against-fire", 670, DisposeAgainstFire),
        new("timer.change-against-fire", 7_670, ChangeAgainstFire) { Settings = new() { StoreDelay = 1, SettledStores = ["SpinLatch.cs"] } },
        new("timer.system-timer-stopped-while-it-starts", 18, StopAgainstStart) { Preemptions = 3 },
        new("timer.hand-over-against-dispose", 1_785, HandOverAgainstDispose),
        new("timer.hand-over-against-change", 1_878, HandOverAgainstChange),
        new("timer.sleep-cancelled-against-fire-and-next", 18_701, CancelSleep) { Settings = new() { StoreDelay = 1, SettledStores = ["SpinLatch.cs"] } },
        new("timer.sleep-against-close", 1_876, SleepAgainstClose),
    ];

    // NextDeadline is "never later than the earliest timer", and each time it becomes earlier somebody is told.
    private static void TwoArm(Model model)
    {
        var timers = new Timers();
        model.Actor("later", () => timers.New().Change(TimeSpan.FromMilliseconds(2), Timeout.InfiniteTimeSpan));
        model.Actor("earlier", () => timers.New().Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan));
        model.Actor("sleeper", timers.PlanSleep);
        model.AtEnd(() =>
        {
            Expect.That(timers.Driver.NextDeadline <= Millisecond + new TimerTick(16).StartOf(1));
            Expect.That(timers.Driver.NextDeadline >= Millisecond);
            Expect.That(timers.WasToldOrKnows());
        });
    }

    // PublishLaterDeadline: what is published without being announced is never earlier than before. All three timers lie in one
    // slot of the wheel's second level, which has to be looked at before the first of them is due.
    private static void CancelAgainstEarlierArm(Model model)
    {
        var timers = new Timers();
        LitenTimer later = timers.New();
        timers.New().Change(TimeSpan.FromMilliseconds(6), Timeout.InfiniteTimeSpan);
        later.Change(TimeSpan.FromMilliseconds(7), Timeout.InfiniteTimeSpan);
        model.Actor("cancels", later.Dispose);
        model.Actor("arms", () => timers.New().Change(TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan));
        model.Actor("sleeper", timers.PlanSleep);
        model.AtEnd(() =>
        {
            Expect.That(timers.Driver.Count == 2);
            Expect.That(timers.WasToldOrKnows());
        });
    }

    private static void TwoRunWhatIsDue(Model model)
    {
        var timers = new Timers();
        for (int i = 0; i < 2; i++)
        {
            timers.New().Change(TimeSpan.FromMilliseconds(1 + i), Timeout.InfiniteTimeSpan);
        }

        timers.Clock.Now = 10 * Millisecond;
        model.Actor("worker", timers.RunDue);
        model.Actor("other worker", timers.RunDue);
        model.AtEnd(() =>
        {
            Expect.That(timers.Callbacks == 2);
            Expect.That(timers.Driver.Count == 0);
            Expect.That(timers.Driver.NextDeadline == long.MaxValue);
        });
    }

    // LitenTimer: "no callback of the old plan begins afterwards".
    private static void DisposeAgainstFire(Model model)
    {
        var timers = new Timers();
        LitenTimer timer = timers.New();
        timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        timers.Clock.Now = 10 * Millisecond;
        model.Actor("worker", timers.RunDue);
        model.Actor("disposer", () =>
        {
            timer.Dispose();
            int callbacks = timers.Callbacks;
            Expect.That(!timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
            timers.CallbacksAreOver = true;
            Expect.That(callbacks <= 1);
        });
        model.AtEnd(() => Expect.That(timers.Driver.Count == 0));
    }

    private static void ChangeAgainstFire(Model model)
    {
        var timers = new Timers();
        LitenTimer timer = timers.New();
        timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        timers.Clock.Now = 10 * Millisecond;
        int before = 0;
        model.Actor("worker", timers.RunDue);
        model.Actor("other worker", timers.RunDue);
        model.Actor("changer", () =>
        {
            timer.Change(TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
            before = timers.Callbacks;
            timers.CallbacksAreOver = true;
        });
        model.AtEnd(() =>
        {
            Expect.That(timers.Callbacks == before);
            Expect.That(timers.Driver.Count == 1);
        });
    }

    // SystemTimer: "Either Stop finds the timer, or the next read sees the stop."
    private static void StopAgainstStart(Model model)
    {
        var timers = new Timers();
        var plan = new SystemTimer(timers.New(), null);
        model.Actor("starter", () => plan.Start(TimeSpan.FromHours(1), TimeSpan.Zero));
        model.Actor("stopper", plan.Stop);
        model.AtEnd(() => Expect.That(!IsArmed(plan)));
    }

    // "A timer outlives its runtime", but no disposed one does.
    private static void HandOverAgainstDispose(Model model)
    {
        var timers = new Timers();
        LitenTimer timer = timers.New();
        timer.Change(TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        SystemTimer? seen = null;
        model.Actor("closer", () =>
        {
            timers.Driver.Close();
            seen = Successor(timer);
        });
        model.Actor("disposer", () =>
        {
            seen ??= Successor(timer);
            timer.Dispose();
        });
        model.AtEnd(() =>
        {
            Expect.That(Successor(timer) is null);
            Expect.That(seen is null || !IsArmed(seen));
            Expect.That(timers.Driver.Count == 0);
        });
    }

    // "They go on with the rest of its plan, unless that was replaced meanwhile": one plan is left, and it is armed.
    private static void HandOverAgainstChange(Model model)
    {
        var timers = new Timers();
        LitenTimer timer = timers.New();
        timer.Change(TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        model.Actor("closer", timers.Driver.Close);
        model.Actor("changer", () => timer.Change(TimeSpan.FromHours(2), Timeout.InfiniteTimeSpan));
        model.AtEnd(() =>
        {
            SystemTimer plan = Successor(timer)!;
            Expect.That(IsArmed(plan));
            timer.Dispose();
            Expect.That(!IsArmed(plan));
            Expect.That(timers.Driver.Count == 0);
        });
    }

    // Disarm: "A sleep that was due at the same moment has nothing to disarm", also when another sleep has its entry of the wheel by then.
    private static void CancelSleep(Model model)
    {
        var timers = new Timers();
        var cancellation = new CancellationTokenSource();
        LitenTask sleep = timers.Driver.Sleeps.Sleep(TimeSpan.FromMilliseconds(1), cancellation.Token);
        timers.Clock.Now = 10 * Millisecond;
        model.Actor("worker", timers.RunDue);
        model.Actor("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        model.Actor("next sleeper", () => timers.Driver.Sleeps.Sleep(TimeSpan.FromHours(1), CancellationToken.None));
        model.AtEnd(() =>
        {
            Expect.That(sleep.IsCompleted);
            Expect.That(timers.Driver.Count == 1);
            Expect.That(timers.Driver.Sleeps.Count == 1);
        });
    }

    // Close: "Sleeps end with an exception", those that are armed and those that come too late; none hangs.
    private static void SleepAgainstClose(Model model)
    {
        var timers = new Timers();
        model.Actor("sleeper", () =>
        {
            LitenTask sleep = timers.Driver.Sleeps.Sleep(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            var join = new ThreadJoin();
            sleep.Source!.OnDone(join);
            while (!sleep.IsCompleted)
            {
                join.Parker.Park();
            }

            Assert.Throws<TaskAbortedException>(sleep.EndAwait);
        });
        model.Actor("closer", timers.Driver.Close);
        model.AtEnd(() => Expect.That(timers.Driver.Sleeps.Count == 0));
    }

    private static SystemTimer? Successor(LitenTimer timer) => ((LitenTimer.Extras?)s_extras.GetValue(timer))?.Successor;

    /// <summary>A disposed timer of .NET refuses to be changed.</summary>
    private static bool IsArmed(SystemTimer plan)
        => ((AtomicSlot<ITimer>)s_armed.GetValue(plan)!).Item?.Change(TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan) == true;

    /// <summary>A driver, and in place of a scheduler the thread that fires.</summary>
    private sealed class Timers : IScheduler
    {
        private readonly TaskHost _host;
        private readonly Cell _told = new();
        private long _plannedFor = long.MaxValue;

        public Timers()
        {
            Driver = new TimerDriver(Clock, () => _told.Value = 1);
            _host = new TaskHost(this, new RuntimeHooks(), int.MaxValue) { Scheduler = this, Timers = Driver };
        }

        public ManualClock Clock { get; } = new();

        public TimerDriver Driver { get; }

        public int Callbacks { get; private set; }

        public bool CallbacksAreOver { get; set; }

        public LitenTimer New() => new(_host, _ => Called(), null);

        public void RunDue() => Driver.RunDue();

        public bool Schedule(WorkItem item, Turn? turn)
        {
            WorkItem.RunToEnd(item, Turn.Current);
            return true;
        }

        public bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

        /// <summary>A thread that forgets what it was told, and then decides how long it sleeps.</summary>
        public void PlanSleep()
        {
            _told.Value = 0;
            Interlocked.MemoryBarrier();
            _plannedFor = Driver.NextDeadline;
        }

        /// <summary>At the end: the sleeper does not sleep past the earliest timer, or it was told of that one.</summary>
        public bool WasToldOrKnows() => _told.Value == 1 || _plannedFor <= Driver.NextDeadline;

        private void Called()
        {
            Expect.That(!CallbacksAreOver);
            Callbacks++;
        }
    }

    private sealed class ManualClock : Clock
    {
        public long Now { get; set; }

        public override long Nanoseconds => Now;

        public override long CoarseNanoseconds => Nanoseconds;
    }
}
