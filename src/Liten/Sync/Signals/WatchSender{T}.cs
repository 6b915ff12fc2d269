using System.Diagnostics;

namespace Liten;

/// <summary>The side of a <see cref="Watch"/> that replaces the value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread. Every duplicate made by <see cref="Clone"/> is disposed for
/// itself, and disposing one twice counts once; when the last one is disposed, the watch has ended.
/// </para>
/// <para>Cancellation: nothing here waits, and sending never runs a receiver's code on the sender's stack.</para>
/// <para>Fairness: see <see cref="Watch"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class WatchSender<T> : IDisposable
{
    private readonly WatchCell<T> _cell;
    private AtomicFlag _disposed;

    internal WatchSender(WatchCell<T> cell) => _cell = cell;

    /// <summary>The value as it is now.</summary>
    public T Current => _cell.Current;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _cell.Name;

    private WatchCell<T> Cell => _disposed.IsSet ? throw Disposed() : _cell;

    /// <summary>Replaces the value and wakes the receivers that wait.</summary>
    /// <param name="value">The new value. It counts as new also if it equals the old one.</param>
    /// <returns>
    /// True, also while there is no receiver, since <see cref="Subscribe"/> may make one; false if the watch was closed
    /// before. The value is as it was then.
    /// </returns>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public bool Send(T value) => Cell.Send(value);

    /// <summary>Makes another receiver, which counts as having seen the present value.</summary>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public WatchReceiver<T> Subscribe()
    {
        var seat = new FanOutSeat<T>(Cell);
        _cell.TryPlace(seat, other: null);
        return new WatchReceiver<T>(_cell, seat);
    }

    /// <summary>Makes another sender of the same watch, with a <see cref="Dispose"/> of its own.</summary>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public WatchSender<T> Clone()
    {
        var clone = new WatchSender<T>(Cell);
        return _cell.TryAddSender() ? clone : throw Disposed();
    }

    /// <summary>
    /// Ends the watch for all: a receiver still gets a value that it has not seen, then a
    /// <c>ChannelClosedException</c>. Harmless when repeated.
    /// </summary>
    public void Close() => _cell.End(error: null);

    /// <summary>Ends the watch for all with an error, which the <c>ChannelClosedException</c> carries inside.</summary>
    /// <param name="error">Why it ends.</param>
    /// <remarks>The first close decides: on a watch that has ended this changes nothing.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public void Close(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _cell.End(error);
    }

    /// <summary>Says that this sender is done; the last one ends the watch. Harmless when repeated.</summary>
    public void Dispose()
    {
        if (_disposed.TrySet())
        {
            _cell.RemoveSender();
        }
    }

    /// <summary>The watch's state, for people.</summary>
    public override string ToString() => $"WatchSender ({_cell})";

    private static ObjectDisposedException Disposed() => new(
        nameof(WatchSender<T>),
        "This sender was disposed. Clone() it before, for each part of the program that sends.");
}
