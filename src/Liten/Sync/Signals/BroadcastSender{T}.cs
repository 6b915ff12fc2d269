using System.Diagnostics;

namespace Liten;

/// <summary>The side of a <see cref="Broadcast"/> that sends to all receivers.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread. Every duplicate made by <see cref="Clone"/> is disposed for
/// itself, and disposing one twice counts once; when the last one is disposed, the broadcast has ended.
/// </para>
/// <para>Cancellation: nothing here waits, and sending never runs a receiver's code on the sender's stack.</para>
/// <para>Fairness: see <see cref="Broadcast"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class BroadcastSender<T> : IDisposable
{
    private readonly BroadcastRing<T> _ring;
    private AtomicFlag _disposed;

    internal BroadcastSender(BroadcastRing<T> ring) => _ring = ring;

    /// <summary>How many items are kept for receivers that are behind.</summary>
    public int Capacity => _ring.Capacity;

    /// <summary>How many receivers there are. The answer may be outdated at once.</summary>
    public int ReceiverCount => _ring.ReceiverCount;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _ring.Name;

    private BroadcastRing<T> Ring => _disposed.IsSet ? throw Disposed() : _ring;

    /// <summary>Sends an item to all receivers, over the oldest one kept if the ring is full. Never waits.</summary>
    /// <param name="item">The item.</param>
    /// <returns>
    /// How many receivers can receive it; 0 if there is none, or if the broadcast was closed before. Nobody will ever
    /// receive it then: the caller still has it.
    /// </returns>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public int Send(T item) => Ring.Send(item);

    /// <summary>Makes another receiver, which gets what is sent from now on.</summary>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public BroadcastReceiver<T> Subscribe()
    {
        var seat = new FanOutSeat<T>(Ring);
        var receiver = new BroadcastReceiver<T>(_ring, seat);
        _ring.Subscribe(seat);
        return receiver;
    }

    /// <summary>Makes another sender of the same broadcast, with a <see cref="Dispose"/> of its own.</summary>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public BroadcastSender<T> Clone()
    {
        var clone = new BroadcastSender<T>(Ring);
        return _ring.TryAddSender() ? clone : throw Disposed();
    }

    /// <summary>
    /// Ends the broadcast for all: receivers still get what is kept, then a <c>ChannelClosedException</c>. Harmless
    /// when repeated.
    /// </summary>
    public void Close() => _ring.End(error: null);

    /// <summary>
    /// Ends the broadcast for all with an error, which the <c>ChannelClosedException</c> carries inside.
    /// </summary>
    /// <param name="error">Why it ends.</param>
    /// <remarks>The first close decides: on a broadcast that has ended this changes nothing.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public void Close(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _ring.End(error);
    }

    /// <summary>Says that this sender is done; the last one ends the broadcast. Harmless when repeated.</summary>
    public void Dispose()
    {
        if (_disposed.TrySet())
        {
            _ring.RemoveSender();
        }
    }

    /// <summary>The broadcast's state, for people.</summary>
    public override string ToString() => $"BroadcastSender ({_ring})";

    private static ObjectDisposedException Disposed() => new(
        nameof(BroadcastSender<T>),
        "This sender was disposed. Clone() it before, for each part of the program that sends.");
}
