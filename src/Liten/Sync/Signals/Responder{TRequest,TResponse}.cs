using System.Diagnostics;

namespace Liten;

/// <summary>The side of a <see cref="RequestChannel"/> that answers. Several share the work.</summary>
/// <typeparam name="TRequest">The type of the requests.</typeparam>
/// <typeparam name="TResponse">The type of the responses.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread, by any number of waits at a time. Every duplicate made by
/// <see cref="Clone"/> is disposed for itself, and disposing one twice counts once; when the last one is disposed,
/// requests that nobody has received end with a <c>ChannelClosedException</c>.
/// </para>
/// <para>
/// Cancellation: a receive that is cancelled or aborted takes nothing. A request that was handed to a wait reaches it,
/// even if its token is cancelled right after.
/// </para>
/// <para>Fairness: see <see cref="RequestChannel"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Responder<TRequest, TResponse> : IAsyncEnumerable<Request<TRequest, TResponse>>, IDisposable
{
    private readonly RequestQueue<TRequest, TResponse> _queue;
    private AtomicFlag _disposed;

    internal Responder(RequestQueue<TRequest, TResponse> queue) => _queue = queue;

    /// <summary>How many accepted requests wait to be received. The answer may be outdated at once.</summary>
    public int Count => _queue.Count;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _queue.Name;

    private RequestQueue<TRequest, TResponse> Queue => _disposed.IsSet ? throw Disposed() : _queue;

    /// <summary>Receives the request that waits longest, and waits for one if there is none.</summary>
    /// <param name="cancellationToken">Ends the wait, not the channel.</param>
    /// <returns>The request. Answer or dispose it: its requester waits.</returns>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// No request is left and none will come: the channel was closed, or its last requester was disposed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <exception cref="ObjectDisposedException">This responder was disposed. Thrown by the call itself.</exception>
    public LitenTask<Request<TRequest, TResponse>> ReceiveAsync(CancellationToken cancellationToken = default) =>
        Queue.ReceiveAsync(cancellationToken);

    /// <summary>Receives the request that waits longest, if there is one.</summary>
    /// <param name="request">The request. Answer or dispose it: its requester waits.</param>
    /// <returns>False while there is none.</returns>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// No request is left and none will come: the channel was closed, or its last requester was disposed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">This responder was disposed.</exception>
    public bool TryReceive(out Request<TRequest, TResponse> request)
    {
        SchedulingPoint.Here();
        return Queue.TryReceive(out request);
    }

    /// <summary>Receives each request until the channel has ended; looks at the token before each.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <remarks>A channel that was closed with an error ends it with a <c>ChannelClosedException</c>.</remarks>
    /// <exception cref="ObjectDisposedException">This responder was disposed.</exception>
    public IAsyncEnumerator<Request<TRequest, TResponse>> GetAsyncEnumerator(
        CancellationToken cancellationToken = default) => ReceivedItems.Of(ReceiveAsync, cancellationToken);

    /// <summary>Makes another responder of the same channel, with a <see cref="Dispose"/> of its own.</summary>
    /// <exception cref="ObjectDisposedException">This responder was disposed.</exception>
    public Responder<TRequest, TResponse> Clone()
    {
        var clone = new Responder<TRequest, TResponse>(Queue);
        return _queue.TryAddResponder() ? clone : throw Disposed();
    }

    /// <summary>
    /// Ends the channel for new requests; those that were accepted can still be received. Harmless when repeated.
    /// </summary>
    public void Close() => _queue.End(error: null);

    /// <summary>The same with an error, which the <c>ChannelClosedException</c> of both sides carries inside.</summary>
    /// <param name="error">Why it ends.</param>
    /// <remarks>The first close decides: on a channel that has ended this changes nothing.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public void Close(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _queue.End(error);
    }

    /// <summary>
    /// Says that this responder is done; with the last one the channel has ended, and requests that nobody has received
    /// end with a <c>ChannelClosedException</c>. Requests that it has received can still be answered. Harmless when
    /// repeated.
    /// </summary>
    public void Dispose()
    {
        if (_disposed.TrySet())
        {
            _queue.RemoveResponder();
        }
    }

    /// <summary>The channel's state, for people.</summary>
    public override string ToString() => $"Responder ({_queue})";

    private static ObjectDisposedException Disposed() => new(
        nameof(Responder<TRequest, TResponse>), "This responder was disposed. Clone() it before, for each server.");
}
