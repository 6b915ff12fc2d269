namespace Liten.Interleavings;

/// <summary>
/// AsyncMutex, released in a turn of a runtime: "a released lock is free until the code that released it awaits something or ends, and
/// whoever asks meanwhile gets it, up to 16 times in a row; then it goes to the one who has waited longest." Steps 10 to 12 of Sync's README.
/// </summary>
internal static class OvertakingScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("mutex.left-free-against-cancel", 10_501, Cancel),
        new("mutex.left-free-against-outsider", 100_682, Outsider),
        new("mutex.left-free-against-abort", 84_534, Abort),
        new("mutex.left-free-against-rescue", 136_201, Rescue),
        new("mutex.two-turns-leave-it-free", 124_022, TwoTurns),
        new("mutex.last-overtaking-of-two", 110_912, LastOvertaking),
        new("mutex.two-released-in-one-turn", 4_666, TwoReleasedInOneTurn) { Preemptions = 1 },
    ];

    private static void Cancel(Model model)
    {
        var lab = new Lab(model);
        var contest = new Contest(lab);
        var cancellation = new CancellationTokenSource();
        JoinHandle<int> waiter = contest.BeginToWait(cancellation.Token);
        contest.SpawnRelease();
        lab.Worker("holder");
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() => contest.EnsureServed([waiter], mayBeCancelled: true));
    }

    /// <summary>Who belongs to no runtime hands the lock over.</summary>
    private static void Outsider(Model model)
    {
        var lab = new Lab(model);
        var contest = new Contest(lab);
        JoinHandle<int>[] waiters = [contest.BeginToWait(), contest.BeginToWait()];
        contest.SpawnRelease();
        lab.Worker("holder");
        model.Actor("outsider", contest.Overtake);
        lab.AtEnd(() => contest.EnsureServed(waiters));
    }

    private static void Abort(Model model)
    {
        var lab = new Lab(model);
        var contest = new Contest(lab);
        JoinHandle<int> first = contest.BeginToWait();
        JoinHandle<int> second = contest.BeginToWait();
        contest.SpawnRelease();
        lab.Worker("holder");
        model.Actor("aborter", first.Abort);
        lab.AtEnd(() =>
        {
            contest.EnsureServed([first], mayBeCancelled: true);
            contest.EnsureServed([second]);
        });
    }

    /// <summary>The watch makes the deferred grant, too early, once too often, and while the turn's end makes it.</summary>
    private static void Rescue(Model model)
    {
        var lab = new Lab(model);
        var contest = new Contest(lab);
        JoinHandle<int>[] waiters = [contest.BeginToWait(), contest.BeginToWait()];
        contest.SpawnRelease();
        var stuck = lab.Host.NewTurn(isWorker: true);
        model.Actor("holder", () => lab.Within(lab.RunAll, stuck));
        lab.Worker("watcher", () =>
        {
            stuck.RescueDeferredGrant();
            lab.RunAll();
            stuck.RescueDeferredGrant();
            lab.RunAll();
        });
        lab.AtEnd(() => contest.EnsureServed(waiters));
    }

    private static void TwoTurns(Model model)
    {
        var lab = new Lab(model);
        var contest = new Contest(lab);
        JoinHandle<int> waiter = contest.BeginToWait();
        contest.SpawnRelease();
        lab.Spawned(contest.OvertakeInATurn);
        lab.Worker("worker 1");
        lab.Worker("worker 2");
        lab.AtEnd(() => contest.EnsureServed([waiter]));
    }

    /// <summary>Two turns meet where one more overtaking is allowed.</summary>
    private static void LastOvertaking(Model model)
    {
        var lab = new Lab(model);
        var contest = new Contest(lab);
        JoinHandle<int> waiter = contest.BeginToWait();
        lab.Begin(contest.UseUpAllButOne);
        contest.SpawnRelease();
        lab.Spawned(contest.OvertakeInATurn);
        lab.Worker("worker 1");
        lab.Worker("worker 2");
        lab.AtEnd(() => contest.EnsureServed([waiter]));
    }

    /// <summary>A turn defers one grant, and makes the other one at once.</summary>
    private static void TwoReleasedInOneTurn(Model model)
    {
        var lab = new Lab(model);
        Contest[] contests = [new(lab), new(lab)];
        JoinHandle<int>[] waiters = [.. contests.Select(static contest => contest.BeginToWait())];
        lab.Spawned(() =>
        {
            Array.ForEach(contests, static contest => contest.Release());
            return LitenTask.FromResult(1);
        });
        lab.Worker("worker 1");
        lab.Worker("worker 2");
        lab.AtEnd(() =>
        {
            contests[0].EnsureServed([waiters[0]]);
            contests[1].EnsureServed([waiters[1]]);
        });
    }

    /// <summary>A held lock, those who wait for it, and those who take it past them.</summary>
    private sealed class Contest
    {
        private readonly Lab _lab;
        private readonly AsyncMutex<int> _mutex = new(0);
        private readonly Section _section = new();
        private AsyncMutexGuard<int> _holder;
        private int _waiting;
        private int _overtakes;
        private int _uses;

        public Contest(Lab lab)
        {
            _lab = lab;
            _mutex.TryLock(out _holder);
        }

        public JoinHandle<int> BeginToWait(CancellationToken cancellationToken = default) => _lab.Begin(async LitenTask<int> () =>
        {
            _waiting++;
            using AsyncMutexGuard<int> guard = await _mutex.LockAsync(cancellationToken);
            _waiting--;
            _overtakes = 0;
            Use(guard);
            return 1;
        });

        public void Release() => _holder.Dispose();

        /// <summary>A turn that releases the lock and takes it again.</summary>
        public void SpawnRelease() => _lab.Spawned(() =>
        {
            _holder.Dispose();
            return OvertakeInATurn();
        });

        public LitenTask<int> OvertakeInATurn()
        {
            Overtake();
            return LitenTask.FromResult(1);
        }

        /// <summary>A turn after which the lock may be left free once more.</summary>
        public LitenTask<int> UseUpAllButOne()
        {
            for (_overtakes = 0; _overtakes < AsyncMutex<int>.MaxOvertakes - 1; _overtakes++)
            {
                _holder.Dispose();
                Expect.That(_mutex.TryLock(out _holder));
            }

            return LitenTask.FromResult(1);
        }

        public void Overtake()
        {
            if (_mutex.TryLock(out AsyncMutexGuard<int> guard))
            {
                _overtakes += _waiting > 0 ? 1 : 0;
                Expect.That(_overtakes <= AsyncMutex<int>.MaxOvertakes);
                Use(guard);
                guard.Dispose();
            }
        }

        public void EnsureServed(JoinHandle<int>[] waiters, bool mayBeCancelled = false)
        {
            foreach (JoinHandle<int> waiter in waiters)
            {
                Assert.True(waiter.IsCompleted);
                Assert.True(mayBeCancelled || !(waiter.WasAborted || waiter.HasFailed));
            }

            Assert.True(_mutex.TryLock(out AsyncMutexGuard<int> guard));
            Assert.Equal(_uses, guard.Value);
            guard.Dispose();
        }

        private void Use(AsyncMutexGuard<int> guard)
        {
            _section.Visit();
            guard.Value++;
            _uses++;
        }
    }
}
