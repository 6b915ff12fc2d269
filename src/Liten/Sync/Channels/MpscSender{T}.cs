using System.Diagnostics;
using System.Threading.Channels;

namespace Liten;

/// <summary>A side of an <see cref="Mpsc"/> channel that sends; <see cref="Clone"/> makes another one.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>Thread safety: all members may be used from any thread, also by several at once.</para>
/// <para>Cancellation: a send that was cancelled or aborted has not sent and never will.</para>
/// <para>
/// Fairness: 0 overtakes; see <see cref="Mpsc"/>, which also has an example. Dispose each sender when it has nothing
/// more to send: the last one gone ends the channel.
/// </para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class MpscSender<T> : IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    private readonly ChannelCore<T> _core;
    private AtomicFlag _disposed;

    internal MpscSender(ChannelCore<T> core) => _core = core;

    /// <summary>
    /// Whether sends are refused: the channel was closed, or the receiving side is gone. True is final; false may be
    /// outdated at once.
    /// </summary>
    public bool IsClosed => _core.IsClosed;

    /// <summary>How many items are buffered. With capacity 0 always none.</summary>
    public int Count => _core.Count;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _core.Name;

    /// <summary>How many items can be buffered; <see cref="int.MaxValue"/> without a bound.</summary>
    public int Capacity => _core.Capacity;

    /// <summary>How many items were sent since the channel began, also those that were dropped.</summary>
    public long Sent => _core.Counts().Sent;

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

    /// <summary>Sends an item, and waits for room if the channel is full and does not drop.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the wait. It has no effect once the item is sent.</param>
    /// <exception cref="ChannelClosedException">
    /// The channel is closed, also if that came during the wait; the error it was closed with is inside. The item was
    /// not sent.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first. The item was not sent.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first. The item was not sent.</exception>
    /// <exception cref="ObjectDisposedException">This sender was disposed. Thrown by the call itself.</exception>
    public LitenTask SendAsync(T item, CancellationToken cancellationToken = default)
        => Core.SendAsync(item, cancellationToken);

    /// <summary>Sends an item if that needs no waiting.</summary>
    /// <returns>
    /// False if the channel is full or closed: the caller still has the item. With capacity 0 it is true only if a
    /// receiver waits. A channel that drops is never full.
    /// </returns>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public bool TrySend(T item) => Core.TrySend(item);

    /// <summary>Sends the first of several items, as many as go in without waiting.</summary>
    /// <returns>How many were sent. The caller still has the others.</returns>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public int TrySendMany(ReadOnlySpan<T> items) => Core.SendMany(items);

    /// <summary>Makes another sender of the channel, to be disposed on its own.</summary>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public MpscSender<T> Clone()
    {
        ChannelCore<T> core = Core;
        var clone = new MpscSender<T>(core);

        // Counted only when it is there: one that there is no memory for would keep the channel open.
        core.AddSender();
        return clone;
    }

    /// <summary>
    /// Ends the channel, for all senders: waiting sends throw, buffered items can still be received. Closing it again
    /// changes nothing.
    /// </summary>
    public void Close() => _core.Close(null);

    /// <summary>Ends the channel with an error, which the receiver gets after the buffered items.</summary>
    /// <param name="error">
    /// The inner exception of the <see cref="ChannelClosedException"/> that every later send and receive throws.
    /// </param>
    public void Close(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _core.Close(error);
    }

    /// <summary>The channel as .NET's own kind of writer, for code that wants one.</summary>
    /// <remarks>A view: it sends for as long as the channel is open. Completing it closes the channel.</remarks>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public ChannelWriter<T> AsChannelWriter() => new ChannelWriterView<T>(Core);

    /// <summary>This sender is gone; the last one gone closes the channel. Disposing it again does nothing.</summary>
    public void Dispose()
    {
        if (_disposed.TrySet())
        {
            _core.RemoveSender();
        }
    }

    /// <summary>The state of the channel, for people.</summary>
    public override string ToString() => $"MpscSender<{typeof(T).Name}> ({_core})";
}
