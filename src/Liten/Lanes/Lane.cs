using System.Runtime.InteropServices;

namespace Liten;

/// <summary>One lane of a runtime: its queue, how many workers serve it, and what it has used.</summary>
/// <remarks>
/// The steps are those of README.md beside this file.
/// <code>
/// field                          written by              read by           under
/// _store, _urgent, _isClosed     who queues, who takes   the same          the latch
/// _queued, _dueAt                the same                all workers       written under the latch; reads: Volatile
/// _come, _taken, _delay, ..      the same                the metrics       written under the latch; reads: Volatile
/// _serving                       who enters, who leaves  all threads       RMW
/// _used                          who leaves              the metrics       RMW
/// </code>
/// </remarks>
internal sealed class Lane
{
    private readonly int _maxWorkers;
    private readonly long[] _latencies;
    private readonly LaneStore _store;
    private readonly FifoStore _urgent = new();
    private readonly bool[] _workers;
    private Fields _fields;

    /// <param name="options">What the lane shall be like.</param>
    /// <param name="number">Its number, from 1 on.</param>
    /// <param name="latencies">The target of each lane, by index.</param>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="context">What code of the lane comes back to.</param>
    public Lane(LaneOptions options, byte number, long[] latencies, int workers, SynchronizationContext context)
    {
        Options = options;
        Number = number;
        Context = context;
        _latencies = latencies;
        _maxWorkers = options.MaxWorkers ?? int.MaxValue;
        _store = options.Order.CreateStore(options.Name);
        _workers = new bool[workers];
        for (int i = 0; i < workers; i++)
        {
            _workers[i] = options.Workers?.Contains(i) != false;
        }

        _fields.DueAt = Nanoseconds.Forever;
    }

    public LaneOptions Options { get; }

    public byte Number { get; }

    public int Index => Number - 1;

    /// <summary>What <c>async Task</c> code of the lane captures to come back.</summary>
    public SynchronizationContext Context { get; }

    /// <summary>Which workers may serve the lane.</summary>
    public bool[] Workers => _workers;

    /// <summary>How many entries wait. Outside of the latch a hint, or exact behind a fence as the steps say.</summary>
    public int Queued => Volatile.Read(ref _fields.Queued);

    /// <summary>How many workers serve the lane.</summary>
    public int Serving => Volatile.Read(ref _fields.Serving);

    /// <summary>Whether as many workers serve the lane as may.</summary>
    public bool IsFull => Serving >= _maxWorkers;

    /// <summary>Whether a worker that may serve the lane would find something to do.</summary>
    public bool WantsWorker => Queued > 0 && !IsFull;

    /// <summary>
    /// The lane that pays for what is taken next, as far as one outside of the latch can tell: its own, or the one that
    /// waits for the first of the urgent entries.
    /// </summary>
    public byte NextPayer => Volatile.Read(ref _fields.NextPayer) is var payer and not 0 ? payer : Number;

    /// <summary>When the lane must be served to keep to its target, or to that of a lane that waits for it.</summary>
    public long DueAt => Volatile.Read(ref _fields.DueAt);

    public long Used => _fields.Used.Value;

    public (long Taken, long Come) Ends => (Volatile.Read(ref _fields.Taken), Volatile.Read(ref _fields.Come));

    /// <summary>
    /// Nanoseconds that all taken entries have waited, the longest of these waits, and when the next has come.
    /// </summary>
    public (long Sum, long Longest, long NextQueuedAt) ReadDelays()
    {
        _fields.Latch.Enter();
        (long, long, long) delays = (_fields.Delay, _fields.LongestDelay, NextQueuedAt());
        _fields.Latch.Exit();
        return delays;
    }

    /// <summary>Step W1: takes an item in.</summary>
    /// <param name="item">The item.</param>
    /// <param name="now">The time.</param>
    /// <param name="force">Whether it is taken also after the end: by a worker that still runs.</param>
    /// <param name="failure">What the lane's queue has done wrong, or null.</param>
    /// <returns>How many entries the lane held before; a negative number if it has ended.</returns>
    /// <exception cref="OutOfMemoryException">The item is not queued, and nothing else has changed.</exception>
    public int Add(WorkItem item, long now, bool force, out Exception? failure)
    {
        var task = item.Owner as TaskCore;
        long deadline = task?.Deadline ?? Nanoseconds.Forever;
        _fields.Latch.Enter();
        try
        {
            failure = null;
            if (_fields.IsClosed && !force)
            {
                return -1;
            }

            // Read under the latch: whoever hastens the task writes it before it enters.
            byte payer = task is { RunsFor: not 0 } && task.Lane == Number ? task.RunsFor : Number;
            (payer == Number ? _store : _urgent).Add(new LaneEntry(item, now, deadline, payer));
            failure = _store.TakeFailure();
            _fields.Come++;
            return Publish() - 1;
        }
        finally
        {
            _fields.Latch.Exit();
        }
    }

    /// <summary>Takes what is next: urgent entries first.</summary>
    public bool TryTake(long now, out LaneEntry entry, out Exception? failure)
    {
        failure = null;
        entry = default;
        if (Queued == 0)
        {
            return false;
        }

        _fields.Latch.Enter();
        bool taken = _urgent.TryTake(out entry) || _store.TryTake(out entry);
        failure = _store.TakeFailure();
        if (taken)
        {
            long delay = Math.Max(0, now - entry.QueuedAt);
            _fields.Taken++;
            _fields.Delay += delay;
            _fields.LongestDelay = Math.Max(_fields.LongestDelay, delay);
            Publish();
        }

        _fields.Latch.Exit();
        return taken;
    }

    /// <summary>What is queued of the task comes before all others, and the lane that waits for it pays.</summary>
    public bool Hasten(TaskCore task)
    {
        bool moved = false;
        _fields.Latch.Enter();
        try
        {
            _urgent.Reserve();
            while (task.RunsFor != Number && _store.TryWithdraw(task, out LaneEntry entry))
            {
                _urgent.Add(entry with { Payer = task.RunsFor });
                moved = true;
                _urgent.Reserve();
            }
        }
        catch (OutOfMemoryException)
        {
            // What is not moved keeps its place, which is late and not wrong.
        }

        Publish();
        _fields.Latch.Exit();
        return moved;
    }

    /// <summary>Takes nothing in any more from outside.</summary>
    public void Close()
    {
        _fields.Latch.Enter();
        _fields.IsClosed = true;
        _fields.Latch.Exit();
    }

    /// <summary>Step E1: a worker comes to serve the lane, unless as many do as may.</summary>
    public bool TryEnter()
    {
        int serving;
        do
        {
            serving = Serving;
            if (serving >= _maxWorkers)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _fields.Serving, serving + 1, serving) != serving);

        return true;
    }

    /// <summary>Step E3. A full fence: pairs with the one of step W2.</summary>
    public void Leave() => Interlocked.Add(ref _fields.Serving, -1);

    /// <summary>The lane has used so many nanoseconds of a worker.</summary>
    public void CountUsed(long nanoseconds) => _fields.Used.Add(nanoseconds);

    /// <summary>Writes for readers without the latch what is queued now.</summary>
    private int Publish()
    {
        int queued = _store.Count + _urgent.Count;
        byte payer = _urgent.NextPayer;
        long dueAt = DueOf(_store, Number);
        Volatile.Write(ref _fields.NextPayer, payer);
        Volatile.Write(ref _fields.DueAt, payer == 0 ? dueAt : Math.Min(dueAt, DueOf(_urgent, payer)));
        Volatile.Write(ref _fields.Queued, queued);
        return queued;
    }

    /// <summary>When the next entry of a store must have run; never without an entry, or without a target.</summary>
    private long DueOf(LaneStore store, byte payer)
        => store.Count == 0 ? Nanoseconds.Forever : Nanoseconds.After(store.NextQueuedAt, _latencies[payer - 1]);

    private long NextQueuedAt() => Math.Min(_urgent.NextQueuedAt, _store.NextQueuedAt);

    /// <summary>Padded against false sharing: all workers read these, and write them at each turn.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 320)]
    private struct Fields
    {
        [FieldOffset(128)]
        public SpinLatch Latch;

        [FieldOffset(132)]
        public int Queued;

        [FieldOffset(136)]
        public long DueAt;

        [FieldOffset(144)]
        public long Come;

        [FieldOffset(152)]
        public long Taken;

        [FieldOffset(160)]
        public long Delay;

        [FieldOffset(168)]
        public long LongestDelay;

        [FieldOffset(176)]
        public byte NextPayer;

        [FieldOffset(177)]
        public bool IsClosed;

        [FieldOffset(180)]
        public int Serving;

        [FieldOffset(184)]
        public AtomicCounter Used;
    }
}
