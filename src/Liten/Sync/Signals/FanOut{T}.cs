using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>
/// What a watch and a broadcast have in common: whatever is sent goes to all receivers, each with a position of its
/// own. The steps are those of README.md.
/// </summary>
/// <remarks>
/// <para>
/// A receiver begins to wait when its position is the tail, so the waiting ones are ordered by their positions, and
/// those that a send must wake are at the front.
/// </para>
/// <code>
/// field     written by                        read by     under
/// Latch     both sides                        both sides  itself
/// Tail      senders                           both sides  Latch; without it by who looks again
/// _waiting  the waits, who wakes them         both sides  Latch
/// _senders  senders                           senders     Latch
/// _ended    senders                           both sides  Latch; without it by who looks again
/// _error    the sender that ends the channel  both sides  Latch
/// seats     their receivers, who wakes them   both sides  Latch; without it by who looks again
/// </code>
/// </remarks>
internal abstract class FanOut<T>(string name)
{
    private protected SpinLatch Latch;

    private IntrusiveList<FanOutSeat<T>> _waiting;
    private int _senders = 1;
    private bool _ended;
    private Exception? _error;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get; init; }

    /// <summary>How much was sent. Written under the latch.</summary>
    private protected long Tail { get; set; }

    private protected bool HasEndedUnsynchronized => _ended;

    /// <summary>Whether a send is under way that has not claimed all whom it wakes.</summary>
    private protected bool IsWakingUnsynchronized => _waiting.First is { } first && first.Position < Tail;

    /// <summary>Guards the state; for a select, which enters several.</summary>
    internal ref SpinLatch LatchOfSelect => ref Latch;

    /// <summary>What a receiver waits for, for people.</summary>
    internal string NameOfWait => $"{char.ToUpperInvariant(name[0])}{name[1..]}<{TypeName.Of<T>()}>";

    /// <summary>Waits for something that the seat has not seen.</summary>
    public LitenTask<T> ReceiveAsync(FanOutSeat<T> seat, CancellationToken cancellationToken)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(
                (FanOut: this, Seat: seat),
                static (call, token) => call.FanOut.ReceiveAsync(call.Seat, token),
                cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<T>(refusal);
        }

        if (!LooksEmpty(seat))
        {
            Latch.Enter();
            FanOutLook look = LookUnsynchronized(seat, out T? value, out long missed);
            Latch.Exit();
            if (look != FanOutLook.Nothing)
            {
                return Outcome(look, value, missed);
            }
        }

        return Wait(seat, cancellationToken);
    }

    /// <summary>Takes something that the seat has not seen, if there is something.</summary>
    public bool TryReceive(FanOutSeat<T> seat, [MaybeNullWhen(false)] out T value)
    {
        SchedulingPoint.Here();
        Latch.Enter();
        FanOutLook look = LookUnsynchronized(seat, out value, out long missed);
        Latch.Exit();
        return look == FanOutLook.Value || (look == FanOutLook.Nothing ? false : throw Failure(look, missed));
    }

    public bool TryAddSender()
    {
        Latch.Enter();
        bool added = _senders > 0;
        _senders += added ? 1 : 0;
        Latch.Exit();
        return added;
    }

    public void RemoveSender()
    {
        Latch.Enter();
        bool last = --_senders == 0;
        Latch.Exit();
        if (last)
        {
            End(error: null);
        }
    }

    /// <summary>Ends the channel: what was sent can still be received, then its end. The first end decides.</summary>
    public void End(Exception? error)
    {
        SchedulingPoint.Here();
        Latch.Enter();
        if (_ended)
        {
            Latch.Exit();
            return;
        }

        _ended = true;
        _error = error;

        // First those who get a value: it was sent before the end.
        WakeAndExit();
        bool more;
        do
        {
            ClaimedWaits<T> claimed = default;
            Latch.Enter();
            more = ClaimUnsynchronized(ref claimed, long.MaxValue, out _);
            Latch.Exit();
            claimed.SetException(() => Failure(FanOutLook.Ended, missed: 0));
        }
        while (more);
    }

    /// <summary>Says that the receiver is gone; a wait under way ends.</summary>
    /// <returns>False if it was gone before.</returns>
    public bool Leave(FanOutSeat<T> seat)
    {
        Latch.Enter();
        bool first = !seat.IsDisposed;
        seat.IsDisposed = true;
        WaitNode<T>? waiter = EndWaitUnsynchronized(seat) is { } node && node.TryClaim() ? node : null;
        Latch.Exit();
        waiter?.SetException(Failure(FanOutLook.Disposed, missed: 0));
        return first;
    }

    public void Forget(FanOutSeat<T> seat, WaitNode<T> node)
    {
        Latch.Enter();
        if (ReferenceEquals(seat.Waiter, node))
        {
            EndWaitUnsynchronized(seat);
        }

        Latch.Exit();
    }

    /// <summary>Reads without the latch: a debugger that has stopped its holder must be able to show this.</summary>
    public override string ToString() => $"{Tail} sent, {_waiting.Count} waiting{(_ended ? ", ended" : "")}";

    /// <summary>Takes what the seat has not seen, which is there, and moves its position.</summary>
    /// <returns>How much it has missed, if it gets nothing for that reason; else 0.</returns>
    private protected abstract long TakeUnsynchronized(FanOutSeat<T> seat, out T? value);

    /// <summary>Wakes those who wait for what was sent, and leaves the latch, which the caller holds.</summary>
    private protected void WakeAndExit()
    {
        bool more;
        do
        {
            ClaimedWaits<T> claimed = default;
            more = ClaimUnsynchronized(ref claimed, Tail, out T? value);
            Latch.Exit();
            claimed.SetResult(value!);
            if (more)
            {
                Latch.Enter();
            }
        }
        while (more);
    }

    /// <summary>
    /// Claims those who wait at a position before <paramref name="end"/>; all that it claims get the same value.
    /// </summary>
    /// <returns>Whether there may be more of them.</returns>
    private bool ClaimUnsynchronized(ref ClaimedWaits<T> claimed, long end, out T? value)
    {
        value = default;
        for (int looks = 0; _waiting.First is { } seat && seat.Position < end; looks++)
        {
            if (looks == ClaimedWaits<T>.Most)
            {
                return true;
            }

            WaitNode<T> node = EndWaitUnsynchronized(seat)!;
            if (node.TryClaim())
            {
                claimed.Add(node);
                if (seat.Position < Tail)
                {
                    TakeUnsynchronized(seat, out value);
                }
            }
        }

        return false;
    }

    /// <summary>Read without the latch, to enter it once where a receive waits: the wait looks again.</summary>
    private bool LooksEmpty(FanOutSeat<T> seat) => seat.Position == Tail && !_ended && !seat.IsDisposed;

    private LitenTask<T> Wait(FanOutSeat<T> seat, CancellationToken cancellationToken)
    {
        WaitNode<T> node = WaitNode<T>.Rent(seat);
        Latch.Enter();
        FanOutLook look = LookUnsynchronized(seat, out T? value, out long missed);
        if (look == FanOutLook.Nothing)
        {
            EnqueueUnsynchronized(seat, node);
            Latch.Exit();
            return node.Begin(cancellationToken);
        }

        Latch.Exit();
        node.Discard();
        return Outcome(look, value, missed);
    }

    internal FanOutLook LookUnsynchronized(FanOutSeat<T> seat, out T? value, out long missed)
    {
        value = default;
        missed = 0;
        if (seat.IsDisposed)
        {
            return FanOutLook.Disposed;
        }

        if (seat.Waiter is { IsDecided: false })
        {
            return FanOutLook.Busy;
        }

        // One that was ended counts as absent, also if it has not been forgotten yet.
        EndWaitUnsynchronized(seat);
        if (seat.Position == Tail)
        {
            return _ended ? FanOutLook.Ended : FanOutLook.Nothing;
        }

        missed = TakeUnsynchronized(seat, out value);
        return missed == 0 ? FanOutLook.Value : FanOutLook.Lagged;
    }

    internal void EnqueueUnsynchronized(FanOutSeat<T> seat, WaitNode<T> node)
    {
        seat.Waiter = node;
        _waiting.AddLast(seat);
    }

    private WaitNode<T>? EndWaitUnsynchronized(FanOutSeat<T> seat)
    {
        WaitNode<T>? node = seat.Waiter;
        if (node is not null)
        {
            seat.Waiter = null;
            _waiting.Remove(seat);
        }

        return node;
    }

    /// <summary>Wrong use throws at the call; the rest comes out of the await.</summary>
    private LitenTask<T> Outcome(FanOutLook look, T? value, long missed) => look switch
    {
        FanOutLook.Value => new LitenTask<T>(value!),
        FanOutLook.Lagged or FanOutLook.Ended => LitenTask.FromException<T>(Failure(look, missed)),
        _ => throw Failure(look, missed),
    };

    internal Exception Failure(FanOutLook look, long missed) => look switch
    {
        FanOutLook.Lagged => new BroadcastLaggedException(missed),
        FanOutLook.Ended => ClosedChannel.Failure(name, _error),
        FanOutLook.Busy => new InvalidOperationException(
            $"Another wait of this {name} receiver is under way. Await or cancel it first, "
            + "or give each reader a receiver of its own."),
        _ => new ObjectDisposedException(null, $"This {name} receiver was disposed."),
    };
}
