using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>The side of a <see cref="Watch"/> that sees the value change. Each has its own position.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread, but only one wait at a time: <see cref="Clone"/> makes a
/// receiver for another reader.
/// </para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted has seen nothing. A value that was handed to a wait reaches it,
/// even if its token is cancelled right after.
/// </para>
/// <para>Fairness: see <see cref="Watch"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class WatchReceiver<T> : IAsyncEnumerable<T>, IDisposable
{
    private readonly WatchCell<T> _cell;
    private readonly FanOutSeat<T> _seat;

    internal WatchReceiver(WatchCell<T> cell, FanOutSeat<T> seat)
    {
        _cell = cell;
        _seat = seat;
    }

    /// <summary>The value as it is now. Reading it does not mark it as seen.</summary>
    /// <remarks>A copy: nothing that is done with it holds up a sender.</remarks>
    public T Current => _cell.Current;

    /// <summary>Whether there is a value that this receiver has not received. False may be outdated at once.</summary>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    public bool HasChanged => _cell.HasChanged(_seat) ?? throw Disposed();

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _cell.Name;

    internal FanOut<T> Channel => _cell;

    internal FanOutSeat<T> Seat => _seat;

    /// <summary>
    /// Waits for a value newer than the last one received; returns it and marks just that one as seen.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait, not the watch.</param>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// The last value was seen and no other will come: the watch was closed, or its last sender was disposed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another wait of this receiver is under way. Thrown by the call itself.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// This receiver was disposed, before the call or during the wait.
    /// </exception>
    public LitenTask<T> ReceiveAsync(CancellationToken cancellationToken = default) =>
        _cell.ReceiveAsync(_seat, cancellationToken);

    /// <summary>Takes a value newer than the last one received, if there is one.</summary>
    /// <param name="value">The value, which counts as seen now.</param>
    /// <returns>False while there is none.</returns>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// The last value was seen and no other will come: the watch was closed, or its last sender was disposed.
    /// </exception>
    /// <exception cref="InvalidOperationException">A wait of this receiver is under way.</exception>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    public bool TryReceive([MaybeNullWhen(false)] out T value) => _cell.TryReceive(_seat, out value);

    /// <summary>Makes another receiver, which has seen what this one has seen.</summary>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    public WatchReceiver<T> Clone()
    {
        var seat = new FanOutSeat<T>(_cell);
        return _cell.TryPlace(seat, _seat) ? new WatchReceiver<T>(_cell, seat) : throw Disposed();
    }

    /// <summary>Receives each newer value until the watch has ended; looks at the token before each.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <remarks>A watch that was closed with an error ends it with a <c>ChannelClosedException</c>.</remarks>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        ReceivedItems.Of(ReceiveAsync, cancellationToken);

    /// <summary>
    /// Says that this receiver is done: a wait under way ends with an exception. Harmless when repeated.
    /// </summary>
    public void Dispose() => _cell.Leave(_seat);

    /// <summary>The watch's state, for people.</summary>
    public override string ToString() => $"WatchReceiver ({_cell})";

    private static ObjectDisposedException Disposed() => new(
        nameof(WatchReceiver<T>), "This receiver was disposed. Clone() it before, for each reader.");
}
