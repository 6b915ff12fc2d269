namespace Liten.Interleavings;

/// <summary>
/// AsyncMutex: one holder at a time; "A wait that is cancelled or aborted leaves its place and never has the lock. If the lock was
/// granted at the same moment, one of the two wins: either the waiter gets the lock, or it passes to the next one."
/// </summary>
internal static class MutexScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("mutex.three-lockers", 66_732, ThreeLockers),
        new("mutex.unlock-against-cancel-and-new-locker", 113_290, CancelAndNewLocker),
        new("mutex.unlock-against-cancel-of-the-first-of-two", 7_194, CancelOfFirst),
        new("mutex.unlock-against-abort-and-try-lock", 101_999, AbortAndTryLock),
        new("mutex.copies-of-a-guard", 42_732, CopiesOfGuard),
    ];

    private static void ThreeLockers(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        for (int i = 0; i < 3; i++)
        {
            int index = i;
            lab.Worker($"locker {i + 1}", () =>
            {
                shared.Lock(index);
                lab.RunAll();
            });
        }

        lab.AtEnd(() => shared.EnsureFree(locked: [true, true, true]));
    }

    private static void CancelAndNewLocker(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        var cancellation = new CancellationTokenSource();
        shared.Mutex.TryLock(out AsyncMutexGuard<int> holder);
        lab.Within(() => shared.Lock(0, cancellation.Token));
        lab.Worker("holder", holder.Dispose);
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("newcomer", () => shared.Lock(1));
        lab.AtEnd(() => shared.EnsureFree(locked: [null, true]));
    }

    private static void CancelOfFirst(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        var cancellation = new CancellationTokenSource();
        shared.Mutex.TryLock(out AsyncMutexGuard<int> holder);
        lab.Within(() =>
        {
            shared.Lock(0, cancellation.Token);
            shared.Lock(1);
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
        lab.AtEnd(() => shared.EnsureFree(locked: [null, true]));
    }

    private static void AbortAndTryLock(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        shared.Mutex.TryLock(out AsyncMutexGuard<int> holder);
        JoinHandle<int> handle = lab.Begin(async LitenTask<int> () => await shared.LockAsync(CancellationToken.None));
        lab.Worker("holder", holder.Dispose);
        lab.Worker("aborter", handle.Abort);
        lab.Worker("third", () =>
        {
            if (shared.Mutex.TryLock(out AsyncMutexGuard<int> guard))
            {
                shared.Use(guard);
            }
        });
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            shared.EnsureFree(locked: []);
        });
    }

    /// <summary>"Its copies are the same guard: the first Dispose releases the lock, and every later one, of any copy, does nothing."</summary>
    private static void CopiesOfGuard(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        shared.Mutex.TryLock(out AsyncMutexGuard<int> guard);
        lab.Worker("holder", guard.Dispose);
        lab.Worker("copy", guard.Dispose);
        lab.Worker("next", () =>
        {
            shared.Lock(0);
            lab.RunAll();
        });
        lab.AtEnd(() => shared.EnsureFree(locked: [true]));
    }

    /// <summary>What the lock protects: a section, and a number that counts who was in it.</summary>
    private sealed class Shared
    {
        private readonly Section _section = new();
        private readonly Outcomes _outcomes = new(3);
        private int _uses;

        public AsyncMutex<int> Mutex { get; } = new(0);

        public void Lock(int index, CancellationToken cancellationToken = default) => _outcomes[index] = LockAsync(cancellationToken);

        public async LitenTask<int> LockAsync(CancellationToken cancellationToken)
        {
            try
            {
                Use(await Mutex.LockAsync(cancellationToken));
                return 1;
            }
            catch (OperationCanceledException)
            {
                return Outcomes.Cancelled;
            }
        }

        public void Use(AsyncMutexGuard<int> guard)
        {
            using (guard)
            {
                _section.Visit();
                guard.Value++;
                _uses++;
            }
        }

        /// <param name="locked">For each locker whether it got the lock; null for either.</param>
        public void EnsureFree(bool?[] locked)
        {
            for (int i = 0; i < locked.Length; i++)
            {
                bool had = _outcomes.Read(i) == 1;
                Assert.Equal(locked[i] ?? had, had);
            }

            Assert.True(Mutex.TryLock(out AsyncMutexGuard<int> guard));
            Assert.Equal(_uses, guard.Value);
            guard.Dispose();
        }
    }
}
