using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>A side of a <see cref="Broadcast"/> that gets every item. Each has its own position.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread, but only one wait at a time:
/// <see cref="BroadcastSender{T}.Subscribe"/> makes a receiver for another reader.
/// </para>
/// <para>
/// Cancellation: a receive that is cancelled or aborted takes nothing. An item that was handed to a wait reaches it,
/// even if its token is cancelled right after.
/// </para>
/// <para>Fairness: see <see cref="Broadcast"/>, which also has an example.</para>
/// <para>
/// Dispose a receiver that is no longer read: until then the items it has not received count as wanted, and are kept
/// until they are overwritten.
/// </para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class BroadcastReceiver<T> : IAsyncEnumerable<T>, IDisposable
{
    private readonly BroadcastRing<T> _ring;
    private readonly FanOutSeat<T> _seat;

    internal BroadcastReceiver(BroadcastRing<T> ring, FanOutSeat<T> seat)
    {
        _ring = ring;
        _seat = seat;
    }

    /// <summary>
    /// How many items it can receive now, without those it has missed; 0 once it was disposed. The answer may be
    /// outdated at once.
    /// </summary>
    public int Count => _ring.Count(_seat);

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _ring.Name;

    internal FanOut<T> Channel => _ring;

    internal FanOutSeat<T> Seat => _seat;

    /// <summary>Receives the next item, and waits for it if it was not sent yet.</summary>
    /// <param name="cancellationToken">Ends the wait, not the broadcast.</param>
    /// <exception cref="BroadcastLaggedException">
    /// Items were overwritten before this receiver got to them. This is not the end: receive again.
    /// </exception>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// Everything was received and nothing will come: the broadcast was closed, or its last sender was disposed.
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
        _ring.ReceiveAsync(_seat, cancellationToken);

    /// <summary>Receives the next item if it is there.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False while there is none.</returns>
    /// <exception cref="BroadcastLaggedException">
    /// Items were overwritten before this receiver got to them. This is not the end: receive again.
    /// </exception>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// Everything was received and nothing will come: the broadcast was closed, or its last sender was disposed.
    /// </exception>
    /// <exception cref="InvalidOperationException">A wait of this receiver is under way.</exception>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    public bool TryReceive([MaybeNullWhen(false)] out T item) => _ring.TryReceive(_seat, out item);

    /// <summary>Receives each item until the broadcast has ended; looks at the token before each.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <remarks>
    /// A <see cref="BroadcastLaggedException"/> ends the enumeration, not the receiver: another one goes on with the
    /// oldest item kept. A broadcast that was closed with an error ends it with a <c>ChannelClosedException</c>.
    /// </remarks>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        ReceivedItems.Of(ReceiveAsync, cancellationToken);

    /// <summary>
    /// Says that this receiver is done: items that only it had not received are let go of, and a wait under way ends
    /// with an exception. Harmless when repeated.
    /// </summary>
    public void Dispose() => _ring.Unsubscribe(_seat);

    /// <summary>The broadcast's state, for people.</summary>
    public override string ToString() => $"BroadcastReceiver ({_ring})";
}
