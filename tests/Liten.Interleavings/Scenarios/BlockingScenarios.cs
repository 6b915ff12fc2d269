namespace Liten.Interleavings;

/// <summary>The blocking pool with its real threads, which are actors here: every job ends exactly once, and every thread ends.</summary>
internal static class BlockingScenarios
{
    private static readonly ScenarioSettings s_oneTimeout = new() { StoreDelay = 1, Timeouts = 1 };

    public static IEnumerable<Scenario> All =>
    [
        new("blocking.spawn-against-keep-alive", 133, SpawnAgainstKeepAlive) { Settings = s_oneTimeout },
        new("blocking.two-spawners-at-the-maximum", 1_410, model => TwoSpawners(model, maxThreads: 1, failures: 0)),
        new("blocking.failed-start-strands-no-job", 1_006, model => TwoSpawners(model, maxThreads: 1, failures: 1)),
        new("blocking.failed-start-beside-a-thread", 1_824, model => TwoSpawners(model, maxThreads: 2, failures: 1)),
        new("blocking.close-against-spawn", 34_447, CloseAgainstSpawn),
        new("blocking.close-against-keep-alive", 746, CloseAgainstKeepAlive) { Settings = s_oneTimeout },
        new("blocking.abort-against-begin", 644, AbortAgainstBegin),
        new("blocking.place-returned-against-cancelled-wait", 43_384, PlaceAgainstCancel),
    ];

    // BlockingRoster: "a counted thread looks at the queue before it becomes idle or stops being counted". The second job comes
    // while the first one's thread works, rests, or ends because its keep-alive is over.
    private static void SpawnAgainstKeepAlive(Model model)
    {
        var pool = NewPool(maxThreads: 1, new ThreadSource());
        Job[] jobs = [new(), new()];
        model.Actor("spawner", () =>
        {
            foreach (Job job in jobs)
            {
                pool.Submit(job);
            }
        });
        model.AtEnd(() => EnsureEnded(pool, jobs));
    }

    // Place: "first come, first served" at the maximum. With failures: "only a thread that could not be started may break the
    // second rule; then the pool takes the jobs out".
    private static void TwoSpawners(Model model, int maxThreads, int failures)
    {
        var pool = NewPool(maxThreads, new FailingThreads { Failures = failures });
        Job[] jobs = [new(), new()];
        foreach (Job job in jobs)
        {
            model.Actor("spawner", () =>
            {
                try
                {
                    pool.Submit(job);
                }
                catch (OutOfMemoryException)
                {
                    job.End();
                }
            });
        }

        model.AtEnd(() => EnsureEnded(pool, jobs));
    }

    // Shutdown steps 2 and 7: "queued jobs are aborted, those that have begun go on", and "the blocking threads end".
    private static void CloseAgainstSpawn(Model model)
    {
        var pool = NewPool(maxThreads: 1, new ThreadSource());
        Job[] jobs = [new(), new()];
        model.Actor("spawner", () =>
        {
            foreach (Job job in jobs)
            {
                if (!pool.Submit(job))
                {
                    job.End();
                }
            }
        });
        model.Actor("closer", () => CloseAndJoin(pool));
        model.AtEnd(() => EnsureEnded(pool, jobs));
    }

    // AfterRest: a thread whose keep-alive ends while Close dismisses it is counted off once.
    private static void CloseAgainstKeepAlive(Model model)
    {
        var pool = NewPool(maxThreads: 1, new ThreadSource());
        Job[] jobs = [new()];
        model.Actor("spawner", () =>
        {
            pool.Submit(jobs[0]);
            CloseAndJoin(pool);
        });
        model.AtEnd(() => EnsureEnded(pool, jobs));
    }

    // BlockingJob._decided: "Set by the winner: the thread that runs the body, or the abort that prevents it."
    private static void AbortAgainstBegin(Model model)
    {
        var pool = NewPool(maxThreads: 1, new ThreadSource());
        pool.Parts.Host.Scheduler = new NoScheduler();
        bool hasRun = false;
        var job = new BlockingJob<int>(pool, Body, new(null, "", 0));
        model.Actor("spawner", () =>
        {
            job.Start();
            job.Abort();
        });
        model.AtEnd(() =>
        {
            Expect.That(job.IsCompleted);
            Expect.That(job.WasAborted != hasRun);
            Expect.That(pool.ReadStatus() is { Threads: 0, QueuedJobs: 0 });
        });

        int Body()
        {
            Expect.That(!hasRun);
            hasRun = true;
            return 1;
        }
    }

    // JobPlaces: a place that is returned goes to the one who waits, and stays free if that one has gone; nobody overtakes it.
    private static void PlaceAgainstCancel(Model model)
    {
        var lab = new Lab(model);
        var places = new TaskPlaces(1);
        Expect.That(places.TryTake());
        var cancellation = new CancellationTokenSource();
        JoinHandle<bool> waits = lab.Begin(() => Takes(places, cancellation.Token));
        bool came = false;
        lab.Worker("returner", places.Return);
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("comer", () => came = places.TryTake());
        lab.AtEnd(() =>
        {
            bool got = waits.GetResult();
            Expect.That(!(got && came));
            Expect.That(places.TryTake() == !(got || came));
        });

        static async LitenTask<bool> Takes(TaskPlaces places, CancellationToken cancellationToken)
        {
            try
            {
                await places.TakeAsync(cancellationToken);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private static BlockingPool NewPool(int maxThreads, ThreadSource threads) => new(new BlockingPoolParts
    {
        Host = new TaskHost("", new RuntimeHooks(), int.MaxValue),
        Threads = threads,
        ThreadName = "liten",
        MaxThreads = maxThreads,
        KeepAlive = TimeSpan.FromMilliseconds(1),
        StackSize = 0,
        PoolCapacity = 0,
    });

    private static void CloseAndJoin(BlockingPool pool)
    {
        pool.Close();
        Expect.That(pool.JoinThreads(Nanoseconds.Forever));
    }

    private static void EnsureEnded(BlockingPool pool, Job[] jobs)
    {
        Array.ForEach(jobs, static job => Expect.That(job.Ends == 1));
        Expect.That(pool.ReadStatus() is { Threads: 0, IdleThreads: 0, QueuedJobs: 0 });
        Expect.That(pool.ReadStatus().PresentThreads == 0);
    }

    private sealed class Job : IBlockingJob
    {
        public int Ends { get; private set; }

        public IBlockingJob? Next { get; set; }

        public IBlockingJob? Previous { get; set; }

        public void Execute() => End();

        public void Abort() => End();

        public void Refuse(Exception reason) => End();

        public void End() => Ends++;
    }

    private sealed class FailingThreads : ThreadSource
    {
        public int Failures { get; set; }

        public override Thread Start(string name, int stackSize, ThreadStart body)
            => Failures-- > 0 ? throw new OutOfMemoryException() : base.Start(name, stackSize, body);
    }

    private sealed class NoScheduler : IScheduler
    {
        public bool Schedule(WorkItem item, Turn? turn) => false;

        public bool Yield(WorkItem item, Turn? turn) => false;
    }
}
