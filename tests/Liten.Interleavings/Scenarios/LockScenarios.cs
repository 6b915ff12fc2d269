namespace Liten.Interleavings;

/// <summary>
/// AsyncSemaphore: "A wait that is cancelled or aborted leaves its place and takes no permit, also none of several. It lets in those
/// behind it who need less." What is taken and what is there are always as many as there were, and nobody waits for what is there.
/// </summary>
internal static class LockScenarios
{
    /// <summary>Pools, and how an abort finds a wait, have scenarios of their own.</summary>
    private static readonly ScenarioSettings s_settings = new() { StoreDelay = 1, Settled = ["AtomicSlot.cs", "Published.cs", "ObjectPool.cs", "LocalPools.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("semaphore.give-back-against-cancel-and-new-acquirer", 147_375, CancelAndNewAcquirer) { Settings = s_settings },
        new("semaphore.large-head-cancelled-against-give-back", 9_834, LargeHeadCancelled) { Settings = s_settings },
        new("semaphore.large-head-aborted-against-try-acquire", 2_719, LargeHeadAborted) { Settings = s_settings },
        new("semaphore.acquire-against-its-token-and-give-back", 14_421, AcquireAgainstToken) { Settings = s_settings },
        new("semaphore.copies-of-permits", 58_302, CopiesOfPermits) { Settings = s_settings },
        new("semaphore.forget-against-copy-and-release", 4_782, ForgetAgainstCopy) { Settings = s_settings },
        new("semaphore.dispose-against-acquire-and-give-back", 56_798, Dispose) { Settings = s_settings },
        new("semaphore.release-against-two-acquirers", 62_092, Release) { Settings = s_settings },
        new("semaphore.left-free-against-cancel", 6_831, LeftFreeAgainstCancel) { Settings = s_settings },
        new("semaphore.left-free-against-outsider", 27_623, LeftFreeAgainstOutsider) { Settings = s_settings },
    ];

    private static void CancelAndNewAcquirer(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared(permits: 1);
        var cancellation = new CancellationTokenSource();
        SemaphorePermits holder = shared.Hold(1);
        lab.Within(() => shared.Acquire(0, 1, cancellation.Token));
        lab.Worker("holder", holder.Dispose);
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("newcomer", () => shared.Acquire(1, 1));
        lab.AtEnd(() => shared.EnsureFree(got: [null, true]));
    }

    /// <summary>Whoever comes first, the small one behind the large one gets its permit.</summary>
    private static void LargeHeadCancelled(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared(permits: 2);
        var cancellation = new CancellationTokenSource();
        SemaphorePermits holder = shared.Hold(1);
        lab.Within(() =>
        {
            shared.Acquire(0, 2, cancellation.Token);
            shared.Acquire(1, 1);
        });
        lab.Worker("holder", () =>
        {
            holder.Dispose();
            lab.RunAll();
        });
        lab.Worker("canceller", () =>
        {
            ModelCancellationTokenRegistration.Cancel(cancellation);
            lab.RunAll();
        });
        lab.AtEnd(() => shared.EnsureFree(got: [null, true]));
    }

    /// <summary>The holder keeps its permit: only the abort can let the small one in.</summary>
    private static void LargeHeadAborted(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared(permits: 2);
        SemaphorePermits holder = shared.Hold(1);
        JoinHandle<int> large = lab.Begin(async LitenTask<int> () => await shared.AcquireAsync(2, CancellationToken.None));
        lab.Within(() => shared.Acquire(1, 1));
        lab.Worker("aborter", large.Abort);
        lab.Worker("third", () => shared.TryAcquire(1));
        lab.AtEnd(() =>
        {
            Assert.True(large.IsCompleted);
            holder.Dispose();
            shared.EnsureFree(got: [null, true]);
        });
    }

    /// <summary>The token fires while the acquirer is on its way into the queue, and the permit comes back then, too.</summary>
    private static void AcquireAgainstToken(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared(permits: 1);
        var cancellation = new CancellationTokenSource();
        SemaphorePermits holder = shared.Hold(1);
        lab.Worker("acquirer", () => shared.Acquire(0, 1, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("holder", holder.Dispose);
        lab.AtEnd(() => shared.EnsureFree(got: [null]));
    }

    /// <summary>"The first Dispose gives them back, and every later one, of any copy, does nothing."</summary>
    private static void CopiesOfPermits(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared(permits: 1);
        SemaphorePermits permits = shared.Hold(1);
        lab.Worker("holder", permits.Dispose);
        lab.Worker("copy", permits.Dispose);
        lab.Worker("next", () => shared.Acquire(0, 1));
        lab.AtEnd(() => shared.EnsureFree(got: [true]));
    }

    /// <summary>One of the two, and never both: what was given up can be added again, and what was given back cannot.</summary>
    private static void ForgetAgainstCopy(Model model)
    {
        var lab = new Lab(model);
        var semaphore = new AsyncSemaphore(1, 1);
        Assert.True(semaphore.TryAcquire(out SemaphorePermits permits));
        int added = 0;
        lab.Worker("holder", permits.Forget);
        lab.Worker("copy", permits.Dispose);
        lab.Worker("adder", () => added += TryAdd(semaphore));
        lab.AtEnd(() =>
        {
            int left = semaphore.AvailablePermits;
            Assert.True(added == 0 || left == 1);
            Assert.Equal(1, left + TryAdd(semaphore));
        });
    }

    private static int TryAdd(AsyncSemaphore semaphore)
    {
        try
        {
            semaphore.Release();
            return 1;
        }
        catch (SemaphoreFullException)
        {
            return 0;
        }
    }

    private static void Dispose(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared(permits: 1);
        SemaphorePermits holder = shared.Hold(1);
        lab.Worker("acquirer", () => shared.Acquire(0, 1));
        lab.Worker("holder", holder.Dispose);
        lab.Worker("disposer", shared.Semaphore.Dispose);
        lab.AtEnd(() =>
        {
            _ = shared.Read(0);
            Assert.Equal(1, shared.Semaphore.AvailablePermits);
        });
    }

    private static void Release(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared(permits: 0);
        lab.Worker("giver", () => shared.Semaphore.Release(2));
        lab.Worker("large", () => shared.Acquire(0, 2));
        lab.Worker("small", () => shared.Acquire(1, 1));
        lab.AtEnd(() => shared.EnsureFree(got: [true, true], permits: 2));
    }

    /// <summary>Steps 10 to 12: the permit is left free until the turn ends, which meanwhile takes it once more.</summary>
    private static void LeftFreeAgainstCancel(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared(permits: 1);
        var cancellation = new CancellationTokenSource();
        SemaphorePermits holder = shared.Hold(1);
        JoinHandle<int> waiter = lab.Begin(async LitenTask<int> () => await shared.AcquireAsync(1, cancellation.Token));
        lab.Spawned(() => ReleaseAndOvertake(shared, holder));
        lab.Worker("holder");
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Assert.True(waiter.IsCompleted);
            shared.EnsureFree(got: []);
        });
    }

    /// <summary>Who belongs to no runtime may take what is left free, and hands it over.</summary>
    private static void LeftFreeAgainstOutsider(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared(permits: 1);
        SemaphorePermits holder = shared.Hold(1);
        JoinHandle<int> waiter = lab.Begin(async LitenTask<int> () => await shared.AcquireAsync(1, CancellationToken.None));
        lab.Spawned(() => ReleaseAndOvertake(shared, holder));
        lab.Worker("holder");
        model.Actor("outsider", () => shared.TryAcquire(1));
        lab.AtEnd(() =>
        {
            Assert.True(waiter.IsCompleted);
            Assert.Equal(1, waiter.GetResult());
            shared.EnsureFree(got: []);
        });
    }

    private static LitenTask<int> ReleaseAndOvertake(Shared shared, SemaphorePermits holder)
    {
        holder.Dispose();
        shared.TryAcquire(1);
        return LitenTask.FromResult(1);
    }

    /// <summary>A semaphore, how many permits are in use, and what those who asked have come to.</summary>
    private sealed class Shared(int permits)
    {
        public const int Disposed = -2;

        private readonly int _all = permits;
        private readonly Outcomes _outcomes = new(2);
        private readonly int[] _word = new int[1];
        private int _inUse;

        public AsyncSemaphore Semaphore { get; } = new(permits);

        public int Read(int index) => _outcomes.Read(index);

        public SemaphorePermits Hold(int count)
        {
            Assert.True(Semaphore.TryAcquire(count, out SemaphorePermits held));
            return held;
        }

        public void Acquire(int index, int count, CancellationToken cancellationToken = default)
            => _outcomes[index] = AcquireAsync(count, cancellationToken);

        public async LitenTask<int> AcquireAsync(int count, CancellationToken cancellationToken)
        {
            try
            {
                Use(await Semaphore.AcquireAsync(count, cancellationToken), count);
                return 1;
            }
            catch (OperationCanceledException)
            {
                return Outcomes.Cancelled;
            }
            catch (ObjectDisposedException)
            {
                return Disposed;
            }
        }

        public void TryAcquire(int count)
        {
            if (Semaphore.TryAcquire(count, out SemaphorePermits taken))
            {
                Use(taken, count);
            }
        }

        /// <param name="got">For each that asked whether it got its permits; null for either.</param>
        /// <param name="permits">How many there are in the end, if that has changed.</param>
        public void EnsureFree(bool?[] got, int? permits = null)
        {
            for (int i = 0; i < got.Length; i++)
            {
                if (got[i] is { } expected)
                {
                    Assert.Equal(expected, Read(i) == 1);
                }
            }

            int all = permits ?? _all;
            Assert.Equal($"AsyncSemaphore ({all} available, 0 waiting)", Semaphore.ToString());
            Assert.True(Semaphore.TryAcquire(all, out _));
        }

        /// <summary>Is inside for a scheduling point.</summary>
        private void Use(SemaphorePermits taken, int count)
        {
            using (taken)
            {
                _inUse += count;
                Expect.That(_inUse <= Math.Max(_all, 2));
                _ = Volatile.Read(ref _word[0]);
                _inUse -= count;
            }
        }
    }
}
