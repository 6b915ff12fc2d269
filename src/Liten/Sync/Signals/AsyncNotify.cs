using System.Diagnostics;

namespace Liten;

/// <summary>Wakes code that waits, one waiter or all of them, without a value.</summary>
/// <remarks>
/// <para>Thread safety: all members may be used from any thread, inside and outside of a runtime.</para>
/// <para>
/// <see cref="NotifyOne"/> without a waiter leaves one permit, which the next <see cref="WaitAsync"/> takes at once;
/// further ones add nothing to it. <see cref="NotifyAll"/> wakes who waits at that moment, leaves no permit and takes
/// none: code that begins to wait afterwards waits.
/// </para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted takes nothing. A <see cref="NotifyOne"/> that meets it goes on to
/// the next waiter, or stays as the permit.
/// </para>
/// <para>
/// Fairness: waiters are woken in the order in which they came; nobody overtakes (0 times). A notification that races
/// with <see cref="NotifyAll"/> is not spent on those whom that call wakes.
/// </para>
/// <example>
/// <code>
/// sealed class Mailbox
/// {
///     private readonly ConcurrentQueue&lt;string&gt; _letters = new();
///     private readonly AsyncNotify _arrived = new();
///
///     public void Post(string letter)
///     {
///         _letters.Enqueue(letter);
///         _arrived.NotifyOne();
///     }
///
///     public async LitenTask&lt;string&gt; TakeAsync(CancellationToken cancellationToken)
///     {
///         string? letter;
///         while (!_letters.TryDequeue(out letter))
///         {
///             await _arrived.WaitAsync(cancellationToken);
///         }
///
///         return letter;
///     }
/// }
/// </code>
/// This is for one reader. With several, a permit may stand for two letters: let a reader that has found one call
/// <see cref="NotifyOne"/> for the next reader.
/// </example>
/// <code>
/// field      written by                  read by    under
/// _permit    NotifyOne, the waits        both       _latch; without it by who looks again
/// _waiters   the waits, who wakes them   both       _latch
/// _notified  NotifyAll, the waits' ends  NotifyAll  _latch
/// _rounds    NotifyAll                   the waits  _latch
/// </code>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AsyncNotify : IWaitHolder<VoidResult>
{
    private SpinLatch _latch;
    private bool _permit;
    private IntrusiveList<WaitNode<VoidResult>> _waiters;

    /// <summary>
    /// Those whom a <see cref="NotifyAll"/> wakes that is under way. A list of their own, for else a
    /// <see cref="NotifyOne"/> between two of its entries would be spent on one of them.
    /// </summary>
    private IntrusiveList<WaitNode<VoidResult>> _notified;

    /// <summary>
    /// How many <see cref="NotifyAll"/> there were; a waiting node's mark says how many before it came.
    /// </summary>
    private int _rounds;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get; init; }

    /// <summary>Guards the state; for a select, which enters several.</summary>
    internal ref SpinLatch Latch => ref _latch;

    /// <summary>
    /// Wakes the one that waits longest. If nobody waits, leaves a permit for the next wait, unless there is one.
    /// </summary>
    public void NotifyOne()
    {
        SchedulingPoint.Here();
        _latch.Enter();
        WaitNode<VoidResult>? next = WaitNode<VoidResult>.TakeClaimed(ref _waiters);
        if (next is null)
        {
            _permit = true;
        }

        _latch.Exit();
        next?.SetResult(default);
    }

    /// <summary>Wakes all that wait now, and leaves no permit.</summary>
    public void NotifyAll()
    {
        SchedulingPoint.Here();
        _latch.Enter();
        _waiters.MoveTo(ref _notified);
        int until = _rounds++;
        bool more;
        do
        {
            ClaimedWaits<VoidResult> claimed = default;
            more = claimed.TakeFrom(ref _notified, until);
            _latch.Exit();
            claimed.SetResult(default);
            if (more)
            {
                _latch.Enter();
            }
        }
        while (more);
    }

    /// <summary>Takes the permit, or waits for a notification.</summary>
    /// <param name="cancellationToken">Ends the wait. It has no effect once the wait was notified.</param>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled first; a cancelled token never takes the permit.
    /// </exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    public LitenTask WaitAsync(CancellationToken cancellationToken = default)
    {
        SchedulingPoint.Here();
        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException(refusal);
        }

        // Read without the latch, to enter it once where there is no permit: the wait looks again.
        return _permit && TryTake() ? default : Wait(cancellationToken);
    }

    /// <summary>The state, for people.</summary>
    /// <remarks>Reads without the latch: a debugger that has stopped its holder must be able to show this.</remarks>
    public override string ToString() =>
        $"AsyncNotify ({(_permit ? "a permit" : "no permit")}, {_waiters.Count} waiting)";

    WaitTarget IWaitHolder<VoidResult>.Describe() => WaitTarget.Primitive(GetType(), Name);

    void IWaitHolder<VoidResult>.Forget(WaitNode<VoidResult> node)
    {
        _latch.Enter();
        if (node.Mark - _rounds < 0)
        {
            _notified.Remove(node);
        }
        else
        {
            _waiters.Remove(node);
        }

        _latch.Exit();
    }

    private bool TryTake()
    {
        _latch.Enter();
        bool taken = TryTakeUnsynchronized();
        _latch.Exit();
        return taken;
    }

    private LitenTask Wait(CancellationToken cancellationToken)
    {
        WaitNode<VoidResult> node = WaitNode<VoidResult>.Rent(this);
        _latch.Enter();
        if (TryTakeUnsynchronized())
        {
            _latch.Exit();
            node.Discard();
            return default;
        }

        EnqueueUnsynchronized(node);
        _latch.Exit();
        return new LitenTask(node.Begin(cancellationToken));
    }

    internal bool TryTakeUnsynchronized()
    {
        bool taken = _permit;
        _permit = false;
        return taken;
    }

    internal void EnqueueUnsynchronized(WaitNode<VoidResult> node)
    {
        node.Mark = _rounds;
        _waiters.AddLast(node);
    }
}
