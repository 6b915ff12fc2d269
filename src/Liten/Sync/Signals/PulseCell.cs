namespace Liten;

/// <summary>What the two sides of a pulse share. The steps are those of README.md.</summary>
/// <remarks>
/// <code>
/// field        written by                  read by     under
/// _generation  senders                     both sides  _latch
/// _waiters     the waits, who wakes them   both sides  _latch
/// _senders     senders                     senders     _latch
/// _ended       senders                     both sides  _latch
/// _error       the sender that ends it     both sides  _latch
/// </code>
/// </remarks>
internal sealed class PulseCell : IWaitHolder<long>
{
    private SpinLatch _latch;
    private long _generation;

    /// <summary>Each node's mark is the generation that it waits to pass.</summary>
    private IntrusiveList<WaitNode<long>> _waiters;
    private int _senders = 1;
    private bool _ended;
    private Exception? _error;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get; init; }

    public long Generation
    {
        get
        {
            _latch.Enter();
            long generation = _generation;
            _latch.Exit();
            return generation;
        }
    }

    /// <summary>Guards the state; for a select, which enters several.</summary>
    internal ref SpinLatch Latch => ref _latch;

    internal long GenerationUnsynchronized => _generation;

    internal bool HasEndedUnsynchronized => _ended;

    /// <summary>Starts the next generation and wakes all that wait for it. False if the pulse has ended.</summary>
    public bool NotifyAll()
    {
        SchedulingPoint.Here();
        _latch.Enter();
        if (_ended)
        {
            _latch.Exit();
            return false;
        }

        _generation++;
        WakeAndExit();
        return true;
    }

    public bool TryAddSender()
    {
        _latch.Enter();
        bool added = _senders > 0;
        _senders += added ? 1 : 0;
        _latch.Exit();
        return added;
    }

    public void RemoveSender()
    {
        _latch.Enter();
        bool last = --_senders == 0;
        _latch.Exit();
        if (last)
        {
            End(error: null);
        }
    }

    public void End(Exception? error)
    {
        SchedulingPoint.Here();
        _latch.Enter();
        if (_ended)
        {
            _latch.Exit();
            return;
        }

        _ended = true;
        _error = error;

        // First those whom a pulse has reached: it came before the end.
        WakeAndExit();
        bool more;
        do
        {
            ClaimedWaits<long> claimed = default;
            _latch.Enter();
            more = claimed.TakeFrom(ref _waiters, (int)_generation);
            _latch.Exit();
            claimed.SetException(Failure);
        }
        while (more);
    }

    /// <summary>Waits for the generation after <paramref name="since"/>, or after the present one.</summary>
    public LitenTask<long> WaitAsync(long? since, CancellationToken cancellationToken)
    {
        SchedulingPoint.Here();
        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<long>(refusal);
        }

        // Rented before it is known whether there is something to wait for: to look once, under the latch.
        WaitNode<long> node = WaitNode<long>.Rent(this);
        _latch.Enter();
        long generation = _generation;
        bool passed = since is { } seen && seen != generation;
        bool waits = !passed && !_ended;
        if (waits)
        {
            EnqueueUnsynchronized(node);
        }

        _latch.Exit();
        if (waits)
        {
            return node.Begin(cancellationToken);
        }

        node.Discard();
        return passed ? Passed(since!.Value, generation) : LitenTask.FromException<long>(Failure());
    }

    /// <summary>Reads without the latch: a debugger that has stopped its holder must be able to show this.</summary>
    public override string ToString() =>
        $"generation {_generation}, {_waiters.Count} waiting{(_ended ? ", ended" : "")}";

    WaitTarget IWaitHolder<long>.Describe() => WaitTarget.Primitive("Pulse", Name);

    void IWaitHolder<long>.Forget(WaitNode<long> node)
    {
        _latch.Enter();
        _waiters.Remove(node);
        _latch.Exit();
    }

    private static LitenTask<long> Passed(long since, long generation) => since < generation
        ? new LitenTask<long>(generation)
        : throw new ArgumentOutOfRangeException(
            nameof(since),
            since,
            $"The pulse has had {generation} generations. Take the number from Generation or from an earlier wait.");

    internal void EnqueueUnsynchronized(WaitNode<long> node)
    {
        node.Mark = (int)_generation;
        _waiters.AddLast(node);
    }

    /// <summary>
    /// Wakes those who wait for a generation that has come, and leaves the latch, which the caller holds.
    /// </summary>
    private void WakeAndExit()
    {
        bool more;
        do
        {
            ClaimedWaits<long> claimed = default;
            long generation = _generation;
            more = claimed.TakeFrom(ref _waiters, (int)generation - 1);
            _latch.Exit();
            claimed.SetResult(generation);
            if (more)
            {
                _latch.Enter();
            }
        }
        while (more);
    }

    internal Exception Failure() => ClosedChannel.Failure("pulse", _error);
}
