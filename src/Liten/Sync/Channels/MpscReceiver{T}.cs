using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Liten;

/// <summary>The side of an <see cref="Mpsc"/> channel that receives.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>Thread safety: all members may be used from any thread, but only one receive waits at a time.</para>
/// <para>
/// Cancellation: a receive that was cancelled or aborted took nothing. An item that was handed to a receive reaches it,
/// even if its token is cancelled right after.
/// </para>
/// <para>
/// Fairness: there is one receiver, so the question does not arise; see <see cref="Mpsc"/>, which also has an example.
/// Await what <see cref="ReceiveAsync"/> returns, also when you no longer want it: an item that was handed over and
/// never picked up is lost.
/// </para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class MpscReceiver<T> : IAsyncEnumerable<T>, IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    private readonly ChannelCore<T> _core;
    private AtomicFlag _disposed;

    internal MpscReceiver(ChannelCore<T> core) => _core = core;

    /// <summary>
    /// Whether the channel has ended: it was closed, and nothing is left to receive. True is final: no item follows.
    /// </summary>
    public bool IsClosed => _core.HasEnded;

    /// <summary>How many items are buffered. With capacity 0 always none.</summary>
    public int Count => _core.Count;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _core.Name;

    /// <summary>How many items can be buffered; <see cref="int.MaxValue"/> without a bound.</summary>
    public int Capacity => _core.Capacity;

    /// <summary>How many items were received since the channel began.</summary>
    public long Received => _core.Counts().Received;

    /// <summary>How many of the sent items were dropped and never received.</summary>
    public long Dropped => _core.Counts().Dropped;

    internal ChannelCore<T> Core
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed.IsSet, this);
            return _core;
        }
    }

    /// <summary>Waits for the next item and takes it.</summary>
    /// <param name="cancellationToken">Ends the wait. A cancelled token takes no item, also not a buffered one.</param>
    /// <exception cref="ChannelClosedException">
    /// The channel has ended; the error it was closed with is inside.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <exception cref="InvalidOperationException">Another receive waits. Thrown by the call itself.</exception>
    /// <exception cref="ObjectDisposedException">This receiver was disposed. Thrown by the call itself.</exception>
    public LitenTask<T> ReceiveAsync(CancellationToken cancellationToken = default)
        => Core.ReceiveAsync(cancellationToken);

    /// <summary>Takes the next item if there is one, without waiting.</summary>
    /// <returns>False if there is none now, or ever: <see cref="IsClosed"/> tells which.</returns>
    /// <exception cref="ChannelClosedException">
    /// The channel has ended with an error, which is inside.
    /// </exception>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    public bool TryReceive([MaybeNullWhen(false)] out T item) => Core.TryReceive(out item);

    /// <summary>Takes the next items, as many as there are and fit, without waiting.</summary>
    /// <returns>How many were taken; 0 if there are none now, or ever.</returns>
    /// <exception cref="ChannelClosedException">
    /// The channel has ended with an error, which is inside.
    /// </exception>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    public int TryReceiveMany(Span<T> items) => Core.TryReceiveMany(items);

    /// <summary>Waits for the next item, and takes it with those behind it that are there and fit.</summary>
    /// <param name="items">Where the items go, from its beginning.</param>
    /// <param name="cancellationToken">Ends the wait. A cancelled token takes no item, also not a buffered one.</param>
    /// <returns>How many were taken; 0 if the channel has ended.</returns>
    /// <exception cref="ArgumentException"><paramref name="items"/> is empty. Thrown by the call itself.</exception>
    /// <exception cref="ChannelClosedException">
    /// The channel has ended with an error, which is inside.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <exception cref="InvalidOperationException">Another receive waits. Thrown by the call itself.</exception>
    /// <exception cref="ObjectDisposedException">This receiver was disposed. Thrown by the call itself.</exception>
    public LitenTask<int> ReceiveManyAsync(Memory<T> items, CancellationToken cancellationToken = default)
        => Core.ReceiveManyAsync(items, cancellationToken);

    /// <summary>Receives one item after another, until the channel ends.</summary>
    /// <param name="cancellationToken">Looked at before each item, also a buffered one.</param>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    public ChannelEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new(Core, cancellationToken);

    IAsyncEnumerator<T> IAsyncEnumerable<T>.GetAsyncEnumerator(CancellationToken cancellationToken)
        => GetAsyncEnumerator(cancellationToken);

    /// <summary>Refuses all later sends, and those that wait. What is buffered can still be received.</summary>
    public void Close() => _core.Close(null);

    /// <summary>The channel as .NET's own kind of reader, for code that wants one.</summary>
    /// <remarks>
    /// A view: it takes the same items. Of an error that the channel was closed with, its <c>Completion</c> fails with
    /// the error itself, and everything else with a <see cref="ChannelClosedException"/> around it.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    public ChannelReader<T> AsChannelReader() => new ChannelReaderView<T>(Core);

    /// <summary>
    /// This receiver is gone: sends are refused, also those that wait, and what is buffered is dropped. Disposing it
    /// again does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_disposed.TrySet())
        {
            _core.RemoveReceiver();
        }
    }

    /// <summary>The state of the channel, for people.</summary>
    public override string ToString() => $"MpscReceiver<{typeof(T).Name}> ({_core})";
}
