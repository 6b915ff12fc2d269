namespace Liten;

/// <summary>
/// The wait of a requester from its call to its response, which carries the request until it is received.
/// </summary>
/// <remarks>
/// The queue hands it out with its version, and the response claims that version: a late one finds another use of the
/// node, and is refused.
/// </remarks>
internal sealed class RequestNode<TRequest, TResponse> : WaitNode<TResponse>
{
    private static readonly ObjectPool<RequestNode<TRequest, TResponse>> s_pool = new();

    /// <summary>Written before the node is queued, and by who takes it out.</summary>
    private TRequest? _request;

    public static RequestNode<TRequest, TResponse> Rent(IWaitHolder<TResponse> holder, TRequest request)
    {
        RequestNode<TRequest, TResponse> node = s_pool.TryRent() ?? new RequestNode<TRequest, TResponse>();
        node.HoldBy(holder);
        node._request = request;
        return node;
    }

    /// <summary>The request, which the node does not reference any more.</summary>
    public Request<TRequest, TResponse> TakeRequest()
    {
        var request = new Request<TRequest, TResponse>(this, Version, _request!);
        _request = default;
        return request;
    }

    /// <summary>Whether the given use of the node still waits. True may be outdated at once.</summary>
    public bool Waits(uint version)
    {
        // The version first and last: it never comes back, so what is read between belongs to it.
        return Meeting.ReadVersion() == version && !Meeting.IsDecided && Meeting.ReadVersion() == version;
    }

    private protected override void ReturnToPool()
    {
        _request = default;
        s_pool.Return(this);
    }
}
