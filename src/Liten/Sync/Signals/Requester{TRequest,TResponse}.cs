using System.Diagnostics;

namespace Liten;

/// <summary>The side of a <see cref="RequestChannel"/> that asks.</summary>
/// <typeparam name="TRequest">The type of the requests.</typeparam>
/// <typeparam name="TResponse">The type of the responses.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread, by any number of requests at a time. Every duplicate made by
/// <see cref="Clone"/> is disposed for itself, and disposing one twice counts once; when the last one is disposed, the
/// channel has ended.
/// </para>
/// <para>
/// Cancellation: a request that is cancelled or aborted in the queue is never served; later, its response is refused. A
/// response that was given stands, even if the token is cancelled right after.
/// </para>
/// <para>Fairness: see <see cref="RequestChannel"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Requester<TRequest, TResponse> : IDisposable
{
    private readonly RequestQueue<TRequest, TResponse> _queue;
    private AtomicFlag _disposed;

    internal Requester(RequestQueue<TRequest, TResponse> queue) => _queue = queue;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _queue.Name;

    private RequestQueue<TRequest, TResponse> Queue => _disposed.IsSet ? throw Disposed() : _queue;

    /// <summary>Asks, and waits for the response.</summary>
    /// <param name="request">What is requested.</param>
    /// <param name="cancellationToken">Takes the request back, or gives up waiting for its response.</param>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// The request was not served: the channel was closed, or its last responder was disposed.
    /// </exception>
    /// <exception cref="RequestAbandonedException">A responder received the request and did not answer.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <exception cref="ObjectDisposedException">This requester was disposed. Thrown by the call itself.</exception>
    /// <remarks>It also throws whatever the responder has failed the request with.</remarks>
    public LitenTask<TResponse> RequestAsync(TRequest request, CancellationToken cancellationToken = default) =>
        SchedulingPoint.IsDue
            ? SchedulingPoint.Before(
                (Queue, Request: request),
                static (call, token) => call.Queue.RequestAsync(call.Request, token),
                cancellationToken)
            : Queue.RequestAsync(request, cancellationToken);

    /// <summary>Makes another requester of the same channel, with a <see cref="Dispose"/> of its own.</summary>
    /// <exception cref="ObjectDisposedException">This requester was disposed.</exception>
    public Requester<TRequest, TResponse> Clone()
    {
        var clone = new Requester<TRequest, TResponse>(Queue);
        return _queue.TryAddRequester() ? clone : throw Disposed();
    }

    /// <summary>
    /// Ends the channel for new requests; those that were accepted are still served. Harmless when repeated.
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
    /// Says that this requester asks nothing more; the last one closes the channel. Its requests under way go on.
    /// Harmless when repeated.
    /// </summary>
    public void Dispose()
    {
        if (_disposed.TrySet())
        {
            _queue.RemoveRequester();
        }
    }

    /// <summary>The channel's state, for people.</summary>
    public override string ToString() => $"Requester ({_queue})";

    private static ObjectDisposedException Disposed() => new(
        nameof(Requester<TRequest, TResponse>),
        "This requester was disposed. Clone() it before, for each part of the program that asks.");
}
