namespace Liten;

/// <summary>A channel of requests: each waits for the response to it.</summary>
/// <remarks>
/// <para>Thread safety: both sides may be used from any thread, inside and outside of a runtime.</para>
/// <para>
/// A request waits in a queue until a responder receives it. The first <c>capacity</c> ones there are accepted: they
/// are still served when the channel is closed, and those behind them are not. With a capacity of 0 a request is
/// accepted when a responder receives it.
/// </para>
/// <para>
/// Cancellation: a request that is cancelled or aborted in the queue is never served. One that a responder has received
/// already says so (<see cref="Request{TRequest, TResponse}.IsCancelled"/>), and a response to it is refused.
/// </para>
/// <para>
/// Fairness: requests are served in the order in which they came, and so are responders that wait for one (0
/// overtakes).
/// </para>
/// <example>
/// <code>
/// var (requester, responder) = RequestChannel.Create&lt;string, int&gt;(capacity: 16);
///
/// async LitenTask ServeAsync(CancellationToken cancellationToken)
/// {
///     await foreach (Request&lt;string, int&gt; received in responder.WithCancellation(cancellationToken))
///     {
///         using Request&lt;string, int&gt; request = received;
///         request.Respond(request.Value.Length);
///     }
/// }
///
/// int length = await requester.RequestAsync("how long?");
/// </code>
/// </example>
/// </remarks>
public static class RequestChannel
{
    /// <summary>Makes the two sides of a new channel.</summary>
    /// <typeparam name="TRequest">The type of the requests.</typeparam>
    /// <typeparam name="TResponse">The type of the responses.</typeparam>
    /// <param name="capacity">How many requests that nobody has received yet are accepted.</param>
    /// <param name="name">What it is called where people are told what tasks wait for; null for no name.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative.</exception>
    public static (Requester<TRequest, TResponse> Requester, Responder<TRequest, TResponse> Responder)
        Create<TRequest, TResponse>(int capacity, string? name = null)
    {
        if (capacity < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(capacity), capacity, $"The capacity must be 0 to {int.MaxValue}; 0 accepts what is received.");
        }

        var queue = new RequestQueue<TRequest, TResponse>(capacity) { Name = name };
        return (new Requester<TRequest, TResponse>(queue), new Responder<TRequest, TResponse>(queue));
    }
}
