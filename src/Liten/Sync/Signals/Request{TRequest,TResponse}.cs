using System.Diagnostics;

namespace Liten;

/// <summary>
/// A request that a <see cref="Responder{TRequest, TResponse}"/> has received, and the way to answer it.
/// </summary>
/// <typeparam name="TRequest">The type of the request.</typeparam>
/// <typeparam name="TResponse">The type of the response.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: a request may be moved to and answered on any thread. Its copies are the same request: of all that
/// answer it, one wins.
/// </para>
/// <para>
/// Dispose it when it is done, best with <c>using</c>: a request that was not answered is abandoned then, and its
/// requester gets a <see cref="RequestAbandonedException"/>. One that is only forgotten leaves its requester waiting.
/// </para>
/// <para>
/// Cancellation: nothing here waits, and an answer never runs the requester's code on the responder's stack.
/// </para>
/// <para>Fairness: see <see cref="RequestChannel"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct Request<TRequest, TResponse> : IDisposable, IHold
{
    private readonly RequestNode<TRequest, TResponse>? _node;
    private readonly uint _version;
    private readonly TRequest _value;

    internal Request(RequestNode<TRequest, TResponse> node, uint version, TRequest value)
    {
        _node = node;
        _version = version;
        _value = value;
    }

    /// <summary>What is requested.</summary>
    /// <exception cref="InvalidOperationException">This request is <c>default</c>.</exception>
    public TRequest Value => _node is null ? throw Empty() : _value;

    /// <summary>
    /// Whether nobody waits for a response any more, since the requester was cancelled or aborted. After an answer it
    /// is true as well.
    /// </summary>
    /// <remarks>True is final; false may be outdated at once. Ask before a response that is expensive.</remarks>
    /// <exception cref="InvalidOperationException">This request is <c>default</c>.</exception>
    public bool IsCancelled => !Node.Waits(_version);

    object? IHold.Held => _node is { } node && node.Waits(_version) ? node : null;

    private RequestNode<TRequest, TResponse> Node => _node ?? throw Empty();

    /// <summary>Answers the request.</summary>
    /// <param name="response">What the requester gets.</param>
    /// <returns>
    /// False if it came too late: the requester was cancelled or aborted, or the request was answered before. The
    /// caller then still has the response.
    /// </returns>
    /// <exception cref="InvalidOperationException">This request is <c>default</c>.</exception>
    public bool Respond(TResponse response)
    {
        SchedulingPoint.Here();
        RequestNode<TRequest, TResponse> node = Node;
        bool claimed = node.TryClaim(_version);
        if (claimed)
        {
            node.SetResult(response);
        }

        return claimed;
    }

    /// <summary>Answers the request with an exception.</summary>
    /// <param name="exception">What the requester's <c>await</c> throws.</param>
    /// <returns>False if it came too late, as for <see cref="Respond"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    /// <exception cref="InvalidOperationException">This request is <c>default</c>.</exception>
    public bool Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        SchedulingPoint.Here();
        RequestNode<TRequest, TResponse> node = Node;
        bool claimed = node.TryClaim(_version);
        if (claimed)
        {
            node.SetException(exception);
        }

        return claimed;
    }

    /// <summary>Abandons the request if it was not answered. Harmless when repeated, and after an answer.</summary>
    public void Dispose()
    {
        SchedulingPoint.Here();
        if (_node is not null && _node.TryClaim(_version))
        {
            _node.SetException(new RequestAbandonedException());
        }
    }

    /// <summary>The request's state, for people.</summary>
    public override string ToString() => _node is null
        ? "Request (empty)"
        : $"Request ({_value}, {(_node.Waits(_version) ? "the requester waits" : "nobody waits")})";

    private static InvalidOperationException Empty() =>
        new("This Request is empty. Get it from a Responder, as RequestChannel.Create makes them.");
}
