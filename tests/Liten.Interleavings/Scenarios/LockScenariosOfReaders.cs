namespace Liten.Interleavings;

/// <summary>
/// AsyncReaderWriterLock: a writer is alone; "A writer that waits keeps new readers out; one that leaves lets in all readers that wait
/// then, before the next writer"; "A writer that gives up lets in the readers that waited behind it".
/// </summary>
internal static class LockScenariosOfReaders
{
    /// <summary>Pools, and how an abort finds a wait, have scenarios of their own.</summary>
    private static readonly ScenarioSettings s_settings = new() { StoreDelay = 1, Settled = ["AtomicSlot.cs", "Published.cs", "ObjectPool.cs", "LocalPools.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("rwlock.two-readers-and-a-writer", 54_576, Three) { Settings = s_settings },
        new("rwlock.writer-leaves-against-cancelled-reader", 6_224, WriterLeaves) { Settings = s_settings },
        new("rwlock.cancelled-writer-lets-readers-in", 1_480, CancelledWriter) { Settings = s_settings },
        new("rwlock.cancelled-writer-against-leaving-reader", 13_961, CancelledWriterAgainstReader) { Settings = s_settings },
        new("rwlock.aborted-writer-against-new-reader", 2_181, AbortedWriter) { Settings = s_settings },
        new("rwlock.downgrade-against-writer-and-waiting-reader", 2_544, Downgrade) { Settings = s_settings },
        new("rwlock.copies-of-a-reader-against-a-writer", 60_184, Copies) { Settings = s_settings },
    ];

    private static void Three(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        lab.Worker("reader 1", () => shared.Read(0));
        lab.Worker("writer", () => shared.Write(1));
        lab.Worker("reader 2", () => shared.Read(2));
        lab.AtEnd(() => shared.EnsureFree(entered: [true, true, true]));
    }

    private static void WriterLeaves(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        var cancellation = new CancellationTokenSource();
        Assert.True(shared.Lock.TryWriteLock(out AsyncWriteGuard<int> holder));
        lab.Within(() =>
        {
            shared.Read(0, cancellation.Token);
            shared.Write(1);
            shared.Read(2);
        });
        lab.Worker("holder", () =>
        {
            holder.Dispose();
            lab.RunAll();
        });
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() => shared.EnsureFree(entered: [null, true, true]));
    }

    /// <summary>The reader inside stays: only the writer's end can let the other one in.</summary>
    private static void CancelledWriter(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        var cancellation = new CancellationTokenSource();
        Assert.True(shared.Lock.TryReadLock(out AsyncReadGuard<int> inside));
        lab.Within(() => shared.Write(0, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("reader", () => shared.Read(1));
        lab.AtEnd(() =>
        {
            Assert.Equal(Outcomes.Cancelled, shared.Outcome(0));
            Assert.Equal(1, shared.Outcome(1));
            inside.Dispose();
            shared.EnsureFree(entered: []);
        });
    }

    private static void CancelledWriterAgainstReader(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        var cancellation = new CancellationTokenSource();
        Assert.True(shared.Lock.TryReadLock(out AsyncReadGuard<int> inside));
        lab.Within(() =>
        {
            shared.Write(0, cancellation.Token);
            shared.Read(1);
            shared.Write(2);
        });
        lab.Worker("inside", () =>
        {
            inside.Dispose();
            lab.RunAll();
        });
        lab.Worker("canceller", () =>
        {
            ModelCancellationTokenRegistration.Cancel(cancellation);
            lab.RunAll();
        });
        lab.AtEnd(() => shared.EnsureFree(entered: [null, true, true]));
    }

    private static void AbortedWriter(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        Assert.True(shared.Lock.TryReadLock(out AsyncReadGuard<int> inside));
        JoinHandle<int> writer = lab.Begin(async LitenTask<int> () => await shared.WriteAsync(CancellationToken.None));
        lab.Worker("aborter", writer.Abort);
        lab.Worker("reader", () => shared.Read(0));
        lab.AtEnd(() =>
        {
            Assert.True(writer.IsCompleted);
            Assert.Equal(1, shared.Outcome(0));
            inside.Dispose();
            shared.EnsureFree(entered: []);
        });
    }

    /// <summary>"Goes on as a reader, without letting a writer in between."</summary>
    private static void Downgrade(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        Assert.True(shared.Lock.TryWriteLock(out AsyncWriteGuard<int> holder));
        lab.Within(() => shared.Read(1));
        lab.Worker("holder", () =>
        {
            holder.Value = 10;
            AsyncReadGuard<int> reader = holder.Downgrade();
            Expect.That(reader.Value == 10);
            shared.Look();
            Expect.That(reader.Value == 10);
            reader.Dispose();
            holder.Dispose();
        });
        lab.Worker("writer", () => shared.Write(0));
        lab.AtEnd(() => shared.EnsureFree(entered: [true, true], value: 11));
    }

    private static void Copies(Model model)
    {
        var lab = new Lab(model);
        var shared = new Shared();
        Assert.True(shared.Lock.TryReadLock(out AsyncReadGuard<int> guard));
        lab.Worker("holder", guard.Dispose);
        lab.Worker("copy", guard.Dispose);
        lab.Worker("writer", () =>
        {
            shared.Write(0);
            lab.RunAll();
        });
        lab.AtEnd(() => shared.EnsureFree(entered: [true]));
    }

    /// <summary>A lock, who is inside, and what those who asked have come to.</summary>
    private sealed class Shared
    {
        private readonly Outcomes _outcomes = new(3);
        private readonly int[] _word = new int[1];
        private int _readers;
        private bool _isWritten;
        private int _writes;

        public AsyncReaderWriterLock<int> Lock { get; } = new(0);

        public int Outcome(int index) => _outcomes.Read(index);

        /// <summary>A scheduling point.</summary>
        public void Look() => _ = Volatile.Read(ref _word[0]);

        public void Read(int index, CancellationToken cancellationToken = default) => _outcomes[index] = ReadAsync(cancellationToken);

        public void Write(int index, CancellationToken cancellationToken = default) => _outcomes[index] = WriteAsync(cancellationToken);

        public async LitenTask<int> WriteAsync(CancellationToken cancellationToken)
        {
            try
            {
                using AsyncWriteGuard<int> guard = await Lock.WriteLockAsync(cancellationToken);
                Expect.That(!_isWritten && _readers == 0);
                _isWritten = true;
                Look();
                guard.Value++;
                _writes++;
                _isWritten = false;
                return 1;
            }
            catch (OperationCanceledException)
            {
                return Outcomes.Cancelled;
            }
        }

        /// <param name="entered">For each that asked whether it was inside; null for either.</param>
        /// <param name="value">What was written, if not only by these.</param>
        public void EnsureFree(bool?[] entered, int? value = null)
        {
            for (int i = 0; i < entered.Length; i++)
            {
                bool had = Outcome(i) == 1;
                Assert.Equal(entered[i] ?? had, had);
            }

            Assert.Equal("AsyncReaderWriterLock<Int32> (free, 0 wait to read, 0 to write)", Lock.ToString());
            Assert.True(Lock.TryWriteLock(out AsyncWriteGuard<int> guard));
            Assert.Equal(value ?? _writes, guard.Value);
        }

        private async LitenTask<int> ReadAsync(CancellationToken cancellationToken)
        {
            try
            {
                using AsyncReadGuard<int> guard = await Lock.ReadLockAsync(cancellationToken);
                Expect.That(!_isWritten);
                _readers++;
                Look();
                Expect.That(!_isWritten);
                _readers--;
                return 1;
            }
            catch (OperationCanceledException)
            {
                return Outcomes.Cancelled;
            }
        }
    }
}
