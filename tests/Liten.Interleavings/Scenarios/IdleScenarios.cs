namespace Liten.Interleavings;

/// <summary>
/// The handshake of sleep and wake; "step" means a step of README.md in src/Liten/Scheduling. A wake-up that is lost is a deadlock
/// here, since time passes only when nobody can go on.
/// </summary>
internal static class IdleScenarios
{
    /// <summary>Leaving the latch is no scheduling point: whoever waits for it cannot tell when within the section the switch came.</summary>
    private static readonly ScenarioSettings s_settled = new() { StoreDelay = 1, SettledStores = ["SpinLatch.cs"] };

    /// <summary>The same for what sets no timer: reading that there is none is no scheduling point either.</summary>
    private static readonly ScenarioSettings s_noTimers = s_settled with { Settled = ["TimerDriver.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("idle.push-against-parking-worker", 1_683, PushAgainstParkingWorker) { Preemptions = 3, Settings = s_noTimers },
        new("idle.two-pushes-for-one-worker", 1_281, TwoPushesForOneWorker) { Settings = s_noTimers },
        new("idle.one-push-for-two-workers", 25_795, OnePushForTwoWorkers) { Settings = s_noTimers },
        new("idle.last-searcher-wakes-the-next", 21_173, LastSearcherWakesTheNext) { Preemptions = 3, Settings = s_noTimers },
        new("idle.next-push-against-end-of-search", 29_439, NextPushAgainstEndOfSearch) { Settings = s_noTimers },
        new("idle.leaving-against-wakes", 7_908, LeavingAgainstWakes) { Preemptions = 3, Settings = s_settled },
        new("idle.woken-worker-takes-no-role", 3_910, WokenWorkerTakesNoRole) { Settings = s_settled },
        new("idle.watcher-appointed-against-park", 3_308, WatcherAppointedAgainstPark) { Preemptions = 3 },
        new("idle.end-of-watch-against-wake", 2_242, EndOfWatchAgainstWake) { Settings = s_settled },
        new("idle.earlier-timer-against-park", 8_681, EarlierTimerAgainstPark) { Preemptions = 3 },
        new("idle.earlier-timer-and-keeper-taken", 27_017, EarlierTimerAndKeeperTaken) { Settings = s_settled },
        new("idle.timer-while-its-keeper-is-stuck", 8_494, TimerWhileItsKeeperIsStuck) { Preemptions = 3, Settings = s_settled },
        new("idle.pinned-work-against-park", 6_255, PinnedWorkAgainstPark) { Preemptions = 3 },
    ];

    // "Either W2 sees the worker of P1 as asleep, and wakes it or relies on a searching one; or P2 sees the item of W1."
    private static void PushAgainstParkingWorker(Model model)
    {
        var idle = new IdleModel(1) { Left = 1 };
        model.Actor("worker", () => idle.Run(0));
        model.Actor("pusher", () => idle.Push(static () => { }));
        model.AtEnd(() => Expect.That(idle.Left == 0));
    }

    private static void TwoPushesForOneWorker(Model model)
    {
        var idle = new IdleModel(1) { Left = 2 };
        model.Actor("worker", () => idle.Run(0));
        model.Actor("pusher", () =>
        {
            idle.Push(static () => { });
            idle.Push(static () => { });
        });
        model.AtEnd(() => Expect.That(idle.Left == 0));
    }

    private static void OnePushForTwoWorkers(Model model)
    {
        var idle = new IdleModel(2) { Left = 1 };
        idle.Idle.Park(1, isSearching: false);
        model.Actor("worker 0", () => idle.Run(0));
        model.Actor("worker 1", () => idle.RunFromSleep(1));
        model.Actor("pusher", () => idle.Push(static () => { }));
        model.AtEnd(() => Expect.That(idle.Left == 0));
    }

    // Step S: "what it found may not have been all". Two jobs that need each other end only if both workers come, and only the
    // first push has woken one.
    private static void LastSearcherWakesTheNext(Model model)
    {
        (IdleModel idle, Parker[] met) = TwoAsleepAndOneOfTwoJobs(model);
        idle.Push(() => Meet(met[1], met[0]));
        model.AtEnd(() => Expect.That(idle.Left == 0));
    }

    // Step S against step W: either the second push sees that nobody searches any more, or the end of the search sees what was pushed.
    private static void NextPushAgainstEndOfSearch(Model model)
    {
        (IdleModel idle, Parker[] met) = TwoAsleepAndOneOfTwoJobs(model);
        model.Actor("pusher", () => idle.Push(() => Meet(met[1], met[0])));
        model.AtEnd(() => Expect.That(idle.Left == 0));
    }

    /// <summary>Two sleeping workers, and the first of two jobs that need each other.</summary>
    private static (IdleModel Idle, Parker[] Met) TwoAsleepAndOneOfTwoJobs(Model model)
    {
        var idle = new IdleModel(2) { Left = 2 };
        idle.Idle.Park(0, isSearching: false);
        idle.Idle.Park(1, isSearching: false);
        Parker[] met = [new(), new()];
        model.Actor("worker 0", () => idle.RunFromSleep(0));
        model.Actor("worker 1", () => idle.RunFromSleep(1));
        idle.Push(() => Meet(met[0], met[1]));
        return (idle, met);
    }

    // Step P5: a worker leaves by itself "unless whoever woke it has taken it off already". One of the three, and the counts fit.
    private static void LeavingAgainstWakes(Model model)
    {
        var idle = new IdleWorkers(2);
        idle.Park(0, isSearching: false);
        int taken = 0;
        bool toSearch = false;
        bool mustSearch = false;
        model.Actor("worker", () =>
        {
            bool left = idle.TryLeave(0, out mustSearch);
            taken += left ? 1 : 0;
        });
        model.Actor("pusher", () =>
        {
            toSearch = idle.TakeSleeperToSearch() == 0;
            taken += toSearch ? 1 : 0;
        });
        model.Actor("pinned pusher", () =>
        {
            bool took = idle.TryTakeSleeper(0);
            taken += took ? 1 : 0;
        });
        model.AtEnd(() =>
        {
            Expect.That(taken == 1);
            Expect.That(idle.AwakeCount == 2);
            Expect.That(!idle.IsAsleep(0));
            Expect.That(!mustSearch || toSearch);

            // Exactly a worker that was woken to search is counted as searching.
            Expect.That(idle.TryBeginSearch() != toSearch);
        });
    }

    // Step P3: a worker that was woken "must not take a sleeper's role with it", or nobody watches and nobody keeps the deadline.
    private static void WokenWorkerTakesNoRole(Model model)
    {
        const long Deadline = 1_000_000;
        var idle = new IdleWorkers(3);
        idle.Park(1, isSearching: false);
        long planned = 0;
        model.Actor("worker 0", () =>
        {
            idle.Park(0, isSearching: false);
            idle.PlanSleep(0, 0, Deadline, IdleModel.WatchPeriod);
            if (!idle.TryLeave(0, out _))
            {
                idle.AppointWatcher();
            }
        });
        model.Actor("waker", () => idle.TryTakeSleeper(0));
        model.Actor("worker 1", () => planned = idle.PlanSleep(1, 0, Deadline, IdleModel.WatchPeriod));
        model.AtEnd(() =>
        {
            Expect.That(!idle.IsWatcher(0));
            if (!idle.IsWatcher(1))
            {
                // Worker 0 left by itself, and its step A is still to come.
                Expect.That(idle.AppointWatcher() == 1);
            }

            // Asked anew, the only sleeper keeps the deadline.
            Expect.That(idle.PlanSleep(1, 0, Deadline, IdleModel.WatchPeriod) == Deadline);
        });
    }

    // "As long as a worker is awake and another sleeps, one sleeper is the watcher": appointed in step A, or it makes itself one in P3.
    private static void WatcherAppointedAgainstPark(Model model)
    {
        var idle = new IdleModel(2);
        idle.Idle.Park(0, isSearching: false);
        var watching = new Cell();
        model.Actor("leaving worker", () =>
        {
            idle.Idle.TryLeave(0, out _);
            idle.Unpark(idle.Idle.AppointWatcher());
        });
        model.Actor("parking worker", () =>
        {
            idle.Idle.Park(1, isSearching: false);
            watching.Value = WatchPlanned(idle, 1);
        });
        model.AtEnd(() =>
        {
            Expect.That(idle.Idle.IsWatcher(1));
            Expect.That(watching.Value == 1);
        });
    }

    // TryEndWatch: "False if somebody is awake, and it must go on". Whoever wakes up meanwhile appoints the next watcher.
    private static void EndOfWatchAgainstWake(Model model)
    {
        var idle = new IdleModel(3);
        idle.Idle.Park(0, isSearching: false);
        idle.Idle.PlanSleep(0, 0, long.MaxValue, IdleModel.WatchPeriod);
        idle.Idle.Park(1, isSearching: false);
        bool ended = false;
        model.Actor("watcher", () => ended = idle.Idle.TryEndWatch(0));
        model.Actor("parking worker", () => idle.Idle.Park(2, isSearching: false));
        model.Actor("waker", () =>
        {
            int woken = idle.Idle.TakeSleeperToSearch();
            Expect.That(woken != 0);
            if (woken != IdleWorkers.None)
            {
                idle.Unpark(idle.Idle.AppointWatcher());
            }
        });
        model.AtEnd(() =>
        {
            bool watched = idle.Idle.IsWatcher(0) || idle.Idle.IsWatcher(1) || idle.Idle.IsWatcher(2);
            Expect.That(watched || idle.Idle.AwakeCount == 0);
            Expect.That(ended || idle.Idle.IsWatcher(0));
        });
    }

    // TimerDriver: "A thread that parks until NextDeadline never sleeps too long", with SleeperForDeadline on the other side.
    private static void EarlierTimerAgainstPark(Model model)
    {
        var idle = new IdleModel(1) { Left = 1 };
        model.Actor("worker", () => idle.Run(0));
        model.Actor("arming", () => Arm(idle, milliseconds: 1));
        model.AtEnd(() => Expect.That(idle.Left == 0));
    }

    // The same with a later timer, whose keeper is woken for work at that moment.
    private static void EarlierTimerAndKeeperTaken(Model model)
    {
        var idle = new IdleModel(2) { Left = 2 };
        idle.Idle.Park(1, isSearching: false);
        idle.Idle.PlanSleep(1, 0, new TimerTick(16).StartOf(2_000), IdleModel.WatchPeriod);
        model.Actor("worker 1", () => idle.RunFromSleep(1));
        model.Actor("pusher", () => idle.Push(static () => { }));
        model.Actor("arming", () => Arm(idle, milliseconds: 1));
    }

    // "So a task, or a timer, can be held up behind blocked workers only while all workers are blocked": the watcher fires it.
    private static void TimerWhileItsKeeperIsStuck(Model model)
    {
        var idle = new IdleModel(2) { Left = 2 };
        idle.Idle.Park(0, isSearching: false);
        idle.Idle.Park(1, isSearching: false);
        var fired = new Parker();
        idle.Arm(1_000_000, fired.Unpark);
        model.Actor("worker 0", () => idle.RunFromSleep(0));
        model.Actor("worker 1", () => idle.RunFromSleep(1));
        idle.Push(fired.Park);
        model.AtEnd(() => Expect.That(idle.Left == 0));
    }

    // Work that only one worker may run: TryTakeSleeper in place of step W.
    private static void PinnedWorkAgainstPark(Model model)
    {
        var idle = new IdleWorkers(2);
        var queue = new InjectionQueue<string>();
        var parker = new Parker();
        model.Actor("worker", () =>
        {
            bool looks = idle.Park(0, isSearching: false);
            Expect.That(looks);
            if (queue.IsEmpty)
            {
                do
                {
                    parker.Park();
                }
                while (idle.IsAsleep(0));
            }

            idle.TryLeave(0, out bool mustSearch);
            Expect.That(!mustSearch);
            Expect.That(queue.TryPop() is not null);
        });
        model.Actor("pusher", () =>
        {
            queue.Push("item");
            if (idle.TryTakeSleeper(0))
            {
                parker.Unpark();
            }
        });
        model.AtEnd(() => Expect.That(idle.AwakeCount == 2));
    }

    /// <summary>A timer may be late by a tick of the wheel and no more.</summary>
    private static void Arm(IdleModel idle, int milliseconds)
    {
        long deadline = idle.Clock.Nanoseconds + (milliseconds * 1_000_000);
        idle.Arm(milliseconds * 1_000_000, () => Expect.That(idle.Clock.Nanoseconds <= deadline + new TimerTick(16).StartOf(1)));
    }

    private static int WatchPlanned(IdleModel idle, int worker)
    {
        while (idle.Idle.PlanSleep(worker, 0, long.MaxValue, IdleModel.WatchPeriod) != IdleModel.WatchPeriod)
        {
            idle.ParkUntilToldToPlan(worker);
        }

        return 1;
    }

    private static void Meet(Parker own, Parker other)
    {
        other.Unpark();
        own.Park();
    }
}
