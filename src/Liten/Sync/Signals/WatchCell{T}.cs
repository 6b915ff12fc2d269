namespace Liten;

/// <summary>What the senders and receivers of a watch share: one value, and how often it was replaced.</summary>
/// <remarks>
/// <code>
/// field    written by  read by    under
/// _value   senders     all        Latch
/// </code>
/// </remarks>
internal sealed class WatchCell<T>(T initial) : FanOut<T>("watch")
{
    private T _value = initial;

    public T Current
    {
        get
        {
            SchedulingPoint.Here();
            Latch.Enter();
            T value = _value;
            Latch.Exit();
            return value;
        }
    }

    /// <summary>Replaces the value. False if the watch has ended.</summary>
    public bool Send(T value)
    {
        SchedulingPoint.Here();
        Latch.Enter();
        if (HasEndedUnsynchronized)
        {
            Latch.Exit();
            return false;
        }

        _value = value;
        Tail++;
        WakeAndExit();
        return true;
    }

    /// <summary>Places a new seat where another one is, or at the present value.</summary>
    /// <returns>False if the other one was disposed.</returns>
    public bool TryPlace(FanOutSeat<T> seat, FanOutSeat<T>? other)
    {
        Latch.Enter();
        bool placed = other is not { IsDisposed: true };
        seat.Position = other?.Position ?? Tail;
        Latch.Exit();
        return placed;
    }

    /// <summary>Whether there is a value that the seat has not seen; null if it was disposed.</summary>
    public bool? HasChanged(FanOutSeat<T> seat)
    {
        Latch.Enter();
        bool? changed = seat.IsDisposed ? null : seat.Position < Tail;
        Latch.Exit();
        return changed;
    }

    private protected override long TakeUnsynchronized(FanOutSeat<T> seat, out T? value)
    {
        value = _value;
        seat.Position = Tail;
        return 0;
    }
}
