namespace Liten;

/// <summary>A phase-fair reader-writer lock: who may enter, who waits, and who is let in next.</summary>
/// <remarks>
/// <para>
/// A writer that waits keeps new readers out. A writer that leaves, or goes on as a reader, lets in all readers that
/// wait
/// then; the next writer comes after them. So a reader waits for one writer's section at most, and a writer for one
/// phase of readers and the writers before it.
/// </para>
/// <para>
/// <i>Who waits can always name the one it waits for</i>: a reader waits only while a writer is inside or waits, a
/// writer
/// only while somebody is inside. Both are looked at again whenever somebody leaves (<see cref="LetInAndExit"/>), and
/// when a waiting writer gives up (<see cref="IWaitHolder{T}.Forget"/>): the readers behind it may then enter.
/// </para>
/// <code>
/// field       written by                              read by   under
/// _readers    waiter, its ender, who lets in          those     Latch
/// _writers    waiter, its ender, who lets in          those     Latch
/// _arrivals   waiting reader                          those     Latch
/// </code>
/// A reader node's Mark is its number among the arrivals.
/// </remarks>
internal sealed class ReaderWriterQueue<T, TRead, TWrite> : ReaderWriterCore<T>, IWaitHolder<TWrite>
    where TRead : struct, ILockGuard<TRead, ReaderWriterCore<T>>
    where TWrite : struct, ILockGuard<TWrite, ReaderWriterCore<T>>
{
    private readonly ReadersEntrance _entrance;
    private IntrusiveList<WaitNode<TRead>> _readers;
    private IntrusiveList<WaitNode<TWrite>> _writers;
    private int _arrivals;

    public ReaderWriterQueue(T value)
        : base(value)
    {
        _entrance = new ReadersEntrance(this);
        Spares.Add(new Lease<ReaderWriterCore<T>>(this));
    }

    private protected override int WaitingUnsynchronized => _readers.Count + _writers.Count;

    /// <summary>What the lock is called; null for no name.</summary>
    public string? Name { get; set; }

    public bool TryRead(out TRead guard)
    {
        EnterWithSpare();
        bool entered = TryReadUnsynchronized(out guard);
        Latch.Exit();
        return entered;
    }

    public bool TryWrite(out TWrite guard)
    {
        EnterWithSpare();
        bool entered = TryWriteUnsynchronized(out guard);
        Latch.Exit();
        return entered;
    }

    public LitenTask<TRead> ReadAsync(CancellationToken cancellationToken)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(this, static (queue, token) => queue.ReadAsync(token), cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<TRead>(refusal);
        }

        return TryRead(out TRead guard) ? new LitenTask<TRead>(guard) : WaitToRead(cancellationToken);
    }

    public LitenTask<TWrite> WriteAsync(CancellationToken cancellationToken)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(this, static (queue, token) => queue.WriteAsync(token), cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<TWrite>(refusal);
        }

        return TryWrite(out TWrite guard) ? new LitenTask<TWrite>(guard) : WaitToWrite(cancellationToken);
    }

    /// <summary>For a debugger, without the latch: one that has stopped its holder must be able to show this.</summary>
    public string Describe(string name)
    {
        string inside = HasWriter ? "written" : Readers == 0 ? "free" : $"{Readers} reading";
        return $"{name} ({inside}, {_readers.Count} wait to read, {_writers.Count} to write)";
    }

    /// <summary>A writer that gives up may be what kept readers out.</summary>
    WaitTarget IWaitHolder<TWrite>.Describe() => DescribeWait("to write");

    private WaitTarget DescribeWait(string what)
    {
        string type = typeof(T) == typeof(VoidResult) ? "" : $"<{TypeName.Of<T>()}>";
        return WaitTarget.Primitive($"AsyncReaderWriterLock{type}, {what}", Name);
    }

    WaitBlockers IWaitHolder<TWrite>.ReadBlockers(WaitNode<TWrite> node) => new(null, Held: this);

    void IWaitHolder<TWrite>.Forget(WaitNode<TWrite> node)
    {
        Latch.Enter();
        _writers.Remove(node);
        LetInAndExit(readersFirst: false);
    }

    private protected override void LetInAndExit(bool readersFirst)
    {
        if (HasWriter)
        {
            Latch.Exit();
            return;
        }

        if (!readersFirst && WaitNode<TWrite>.FirstWaiting(ref _writers) is not null)
        {
            if (Readers > 0)
            {
                Latch.Exit();
                return;
            }

            if (WaitNode<TWrite>.TakeClaimed(ref _writers) is { } writer)
            {
                LetWriterInAndExit(writer);
                return;
            }
        }

        LetReadersInAndExit();
    }

    private void LetWriterInAndExit(WaitNode<TWrite> writer)
    {
        HasWriter = true;
        Lease<ReaderWriterCore<T>> lease = Spares.Take();
        Latch.Exit();
        writer.SetResult(TWrite.Of(lease, lease.Use));
    }

    /// <summary>Lets in all readers that wait now, and if there are none the next writer.</summary>
    private void LetReadersInAndExit()
    {
        int until = _arrivals;

        // Counts as a reader until the last of them is inside, or the first to leave would let a writer in.
        Readers++;
        while (true)
        {
            ClaimedWaits<TRead> entered = default;
            bool more = entered.TakeFrom(ref _readers, until);
            Readers += entered.Count;
            SpareLeases<ReaderWriterCore<T>> leases = Spares.Take(entered.Count);
            WaitNode<TWrite>? writer = null;
            if (!more && --Readers == 0)
            {
                writer = WaitNode<TWrite>.TakeClaimed(ref _writers);
            }

            if (writer is not null)
            {
                LetWriterInAndExit(writer);
                return;
            }

            Latch.Exit();
            SetResults(ref entered, ref leases);
            if (!more)
            {
                return;
            }

            Latch.Enter();
        }
    }

    private static void SetResults(ref ClaimedWaits<TRead> entered, ref SpareLeases<ReaderWriterCore<T>> leases)
    {
        while (entered.TakeFirst() is { } node)
        {
            Lease<ReaderWriterCore<T>> lease = leases.Take();
            node.SetResult(TRead.Of(lease, lease.Use));
        }
    }

    private LitenTask<TRead> WaitToRead(CancellationToken cancellationToken)
    {
        WaitNode<TRead> node = WaitNode<TRead>.Rent(_entrance);
        EnterWithSpare();
        if (TryReadUnsynchronized(out TRead guard))
        {
            Latch.Exit();
            node.Discard();
            return new LitenTask<TRead>(guard);
        }

        EnqueueUnsynchronized(node);
        Latch.Exit();
        return node.Begin(cancellationToken);
    }

    private LitenTask<TWrite> WaitToWrite(CancellationToken cancellationToken)
    {
        WaitNode<TWrite> node = WaitNode<TWrite>.Rent(this);
        EnterWithSpare();
        if (TryWriteUnsynchronized(out TWrite guard))
        {
            Latch.Exit();
            node.Discard();
            return new LitenTask<TWrite>(guard);
        }

        EnqueueUnsynchronized(node);
        Latch.Exit();
        return node.Begin(cancellationToken);
    }

    /// <summary>Enters the latch when there is a spare lease for one more than those that wait.</summary>
    private void EnterWithSpare()
    {
        Latch.Enter();
        while (Spares.Count <= WaitingUnsynchronized)
        {
            Latch.Exit();
            var further = new Lease<ReaderWriterCore<T>>(this);
            Latch.Enter();
            Spares.Add(further);
        }
    }

    private bool TryReadUnsynchronized(out TRead guard)
    {
        bool enters = !HasWriter && WaitNode<TWrite>.FirstWaiting(ref _writers) is null;
        guard = default;
        if (enters)
        {
            Readers++;
            Lease<ReaderWriterCore<T>> lease = Spares.Take();
            guard = TRead.Of(lease, lease.Use);
        }

        return enters;
    }

    private bool TryWriteUnsynchronized(out TWrite guard)
    {
        bool enters = !HasWriter && Readers == 0;
        guard = default;
        if (enters)
        {
            HasWriter = true;
            Lease<ReaderWriterCore<T>> lease = Spares.Take();
            guard = TWrite.Of(lease, lease.Use);
        }

        return enters;
    }

    private void EnqueueUnsynchronized(WaitNode<TRead> node)
    {
        node.Mark = ++_arrivals;
        _readers.AddLast(node);
    }

    private void EnqueueUnsynchronized(WaitNode<TWrite> node) => _writers.AddLast(node);

    /// <summary>Holds the readers' waits: one class cannot hold waits of two types that it does not know.</summary>
    private sealed class ReadersEntrance(ReaderWriterQueue<T, TRead, TWrite> queue) : IWaitHolder<TRead>
    {
        WaitTarget IWaitHolder<TRead>.Describe() => queue.DescribeWait("to read");

        WaitBlockers IWaitHolder<TRead>.ReadBlockers(WaitNode<TRead> node) => new(null, Held: queue);

        void IWaitHolder<TRead>.Forget(WaitNode<TRead> node)
        {
            queue.Latch.Enter();
            queue._readers.Remove(node);
            queue.Latch.Exit();
        }
    }
}
