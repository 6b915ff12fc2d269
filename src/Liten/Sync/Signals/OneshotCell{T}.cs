using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// What the two sides of a oneshot share: the whole life of its one value. The steps are those of README.md.
/// </summary>
/// <remarks>
/// <code>
/// field     written by               read by       under
/// _state    both sides               both sides    _latch
/// _value    sender, then the taker   the taker     _latch
/// _waiter   the wait, its ender      both sides    _latch
/// </code>
/// </remarks>
internal class OneshotCell<T> : IWaitHolder<T>
{
    private SpinLatch _latch;
    private OneshotState _state;
    private T? _value;
    private WaitNode<T>? _waiter;

    /// <summary>
    /// What it is called where people are told what tasks wait for; null for no name. Only one that has a name has a
    /// field for it: see <see cref="NamedOneshotCell{T}"/>.
    /// </summary>
    public virtual string? Name => null;

    public bool IsOpen
    {
        get
        {
            _latch.Enter();
            bool open = _state == OneshotState.Open;
            _latch.Exit();
            return open;
        }
    }

    /// <summary>Guards the state; for a select, which enters several.</summary>
    internal ref SpinLatch Latch => ref _latch;

    /// <summary>Whether nobody waits.</summary>
    internal bool MayWaitUnsynchronized => _waiter is null;

    internal void EnqueueUnsynchronized(WaitNode<T> node) => _waiter = node;

    public bool TrySend(T value)
    {
        SchedulingPoint.Here();
        _latch.Enter();
        if (_state != OneshotState.Open)
        {
            _latch.Exit();
            return false;
        }

        WaitNode<T>? waiter = TakeClaimedWaiterUnsynchronized();
        if (waiter is null)
        {
            _value = value;
            _state = OneshotState.Sent;
        }
        else
        {
            _state = OneshotState.Taken;
        }

        _latch.Exit();
        waiter?.SetResult(value);
        return true;
    }

    public LitenTask<T> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(this, static (cell, token) => cell.ReceiveAsync(token), cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<T>(refusal);
        }

        // Read without the latch, to enter it once: Wait looks again, and nothing becomes open again.
        if (_state == OneshotState.Open)
        {
            return Wait(cancellationToken);
        }

        OneshotState found = Take(out T? value);
        return found == OneshotState.Sent ? new LitenTask<T>(value!) : Outcome(found);
    }

    public bool TryReceive(out T? value)
    {
        SchedulingPoint.Here();
        OneshotState found = Take(out value);
        return found == OneshotState.Sent || (found == OneshotState.Open ? false : throw Failure(found));
    }

    /// <summary>Ends the oneshot without a value, for either side, if it is still open.</summary>
    /// <param name="end">Which side did it.</param>
    /// <param name="dropValue">Also ends a oneshot whose value was sent and not taken.</param>
    public void End(OneshotState end, bool dropValue = false)
    {
        SchedulingPoint.Here();
        WaitNode<T>? waiter = null;
        _latch.Enter();
        if (_state == OneshotState.Open || (dropValue && _state == OneshotState.Sent))
        {
            _state = end;
            _value = default;
            waiter = TakeClaimedWaiterUnsynchronized();
        }

        _latch.Exit();
        waiter?.SetException(Failure(end));
    }

    /// <summary>Reads without the latch: a debugger that has stopped its holder must be able to show this.</summary>
    public override string ToString() => _state switch
    {
        OneshotState.Open => _waiter is null ? "open" : "open, the receiver waits",
        OneshotState.Sent => "a value was sent",
        OneshotState.Taken => "the value was received",
        OneshotState.Abandoned => "the sender was disposed",
        _ => "the receiver was closed",
    };

    WaitTarget IWaitHolder<T>.Describe()
        => WaitTarget.Primitive($"Oneshot<{TypeName.Of<T>()}>.ReceiveAsync", Name);

    void IWaitHolder<T>.Forget(WaitNode<T> node)
    {
        _latch.Enter();
        if (ReferenceEquals(_waiter, node))
        {
            _waiter = null;
        }

        _latch.Exit();
    }

    /// <summary>Not inlined into the code that receives, whose own path is the short one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LitenTask<T> Wait(CancellationToken cancellationToken)
    {
        WaitNode<T> node = WaitNode<T>.Rent(this);
        _latch.Enter();
        OneshotState found = TakeUnsynchronized(out T? value);
        if (found == OneshotState.Open && _waiter is null)
        {
            EnqueueUnsynchronized(node);
            _latch.Exit();
            return node.Begin(cancellationToken);
        }

        _latch.Exit();
        node.Discard();
        return found == OneshotState.Sent ? new LitenTask<T>(value!) : Outcome(found);
    }

    private OneshotState Take(out T? value)
    {
        _latch.Enter();
        OneshotState found = TakeUnsynchronized(out value);
        _latch.Exit();
        return found;
    }

    /// <summary>Takes the value if it is there, and returns the state that was found.</summary>
    internal OneshotState TakeUnsynchronized(out T? value)
    {
        OneshotState found = _state;
        value = _value;
        if (found == OneshotState.Sent)
        {
            _state = OneshotState.Taken;
            _value = default;
        }

        return found;
    }

    private WaitNode<T>? TakeClaimedWaiterUnsynchronized()
    {
        WaitNode<T>? waiter = _waiter;
        _waiter = null;
        return waiter is not null && waiter.TryClaim() ? waiter : null;
    }

    /// <summary>
    /// What <see cref="ReceiveAsync"/> gives when there is nothing to take or to wait for. Wrong use throws at the
    /// call; the rest comes out of the await.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LitenTask<T> Outcome(OneshotState found) => found switch
    {
        OneshotState.Open or OneshotState.Taken => throw Failure(found),
        _ => LitenTask.FromException<T>(Failure(found)),
    };

    internal static InvalidOperationException Failure(OneshotState found) => found switch
    {
        OneshotState.Open => new InvalidOperationException(
            "Another wait for this oneshot's value is under way. A oneshot has one receiver: await the LitenTask " +
            "that the first ReceiveAsync returned (AsTask() makes it awaitable many times), " +
            "or cancel that wait first."),
        OneshotState.Taken => new InvalidOperationException(
            "The value of this oneshot was already received. It holds one value, for one receive; " +
            "keep what the first receive returned."),
        OneshotState.Abandoned => new OneshotClosedException(
            "The oneshot has no value: its sender was disposed without sending one."),
        _ => new OneshotClosedException("The oneshot has no value: its receiver was closed."),
    };
}
