using System.Threading.Channels;

namespace Liten;

/// <summary>What the two sides of a request channel share. The steps are those of README.md.</summary>
/// <remarks>
/// A requester's node is the queue's entry and its wait for the response, so a round trip has one wait. While a request
/// waits here, no responder does.
/// <code>
/// field        written by                        read by     under
/// _accepted    requesters, responders, the ends  both sides  _latch; without it by who looks again
/// _outside     the same                          both sides  _latch; without it by who looks again
/// _responders  responders, requesters, the ends  both sides  _latch
/// _requesters  requesters' handles               the same    _latch
/// _servers     responders' handles               the same    _latch
/// _ended       either side                       both sides  _latch
/// _error       the side that ends it             both sides  _latch
/// </code>
/// </remarks>
internal sealed class RequestQueue<TRequest, TResponse>(int capacity)
    : IWaitHolder<TResponse>, IWaitHolder<Request<TRequest, TResponse>>
{
    /// <summary>The mark of a node in <see cref="_accepted"/>.</summary>
    private const int Accepted = 1;

    /// <summary>The mark of a node in <see cref="_outside"/>.</summary>
    private const int Outside = 2;

    private SpinLatch _latch;
    private IntrusiveList<WaitNode<TResponse>> _accepted;

    /// <summary>Those behind the accepted ones, for which there was no room.</summary>
    private IntrusiveList<WaitNode<TResponse>> _outside;
    private IntrusiveList<WaitNode<Request<TRequest, TResponse>>> _responders;
    private int _requesters = 1;
    private int _servers = 1;
    private bool _ended;
    private Exception? _error;

    public string? Name { get; init; }

    /// <summary>How many requests are accepted and not received.</summary>
    public int Count
    {
        get
        {
            _latch.Enter();
            int count = _accepted.Count;
            _latch.Exit();
            return count;
        }
    }

    public LitenTask<TResponse> RequestAsync(TRequest request, CancellationToken cancellationToken)
    {
        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<TResponse>(refusal);
        }

        RequestNode<TRequest, TResponse> node = RequestNode<TRequest, TResponse>.Rent(this, request);
        WaitNode<Request<TRequest, TResponse>>? responder = null;
        _latch.Enter();
        bool ended = _ended;
        if (!ended)
        {
            responder = WaitNode<Request<TRequest, TResponse>>.TakeClaimed(ref _responders);
            if (responder is null)
            {
                EnqueueUnsynchronized(node);
            }
        }

        _latch.Exit();
        if (ended)
        {
            node.Discard();
            return LitenTask.FromException<TResponse>(Failure());
        }

        // Before Begin, which may fail: the responder was claimed and must get the request, if only a cancelled one.
        responder?.SetResult(node.TakeRequest());
        return node.Begin(cancellationToken);
    }

    public LitenTask<Request<TRequest, TResponse>> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(this, static (queue, token) => queue.ReceiveAsync(token), cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<Request<TRequest, TResponse>>(refusal);
        }

        return !LooksEmpty && TryTake(out Request<TRequest, TResponse> request, out _)
            ? new LitenTask<Request<TRequest, TResponse>>(request)
            : Wait(cancellationToken);
    }

    public bool TryReceive(out Request<TRequest, TResponse> request) =>
        TryTake(out request, out bool ended) || (ended ? throw Failure() : false);

    public bool TryAddRequester() => TryAdd(ref _requesters);

    public bool TryAddResponder() => TryAdd(ref _servers);

    public void RemoveRequester()
    {
        if (IsLastRemoved(ref _requesters))
        {
            End(error: null);
        }
    }

    /// <summary>With the last responder, requests that wait for one have waited in vain.</summary>
    public void RemoveResponder()
    {
        if (!IsLastRemoved(ref _servers))
        {
            return;
        }

        End(error: null);
        bool more;
        do
        {
            _latch.Enter();
            ClaimedWaits<TResponse> claimed = default;
            more = claimed.TakeFrom(ref _accepted, int.MaxValue);
            _latch.Exit();
            claimed.SetException(static () => new ChannelClosedException(
                "The request was not served: the last responder of its channel was disposed."));
        }
        while (more);
    }

    /// <summary>
    /// Ends the channel for new requests and for those outside, and for responders when the accepted ones have gone.
    /// </summary>
    public void End(Exception? error)
    {
        SchedulingPoint.Here();
        _latch.Enter();
        if (!_ended)
        {
            _ended = true;
            _error = error;
        }

        bool more;
        do
        {
            ClaimedWaits<TResponse> requests = default;
            ClaimedWaits<Request<TRequest, TResponse>> responders = default;
            more = requests.TakeFrom(ref _outside, int.MaxValue)
                | responders.TakeFrom(ref _responders, int.MaxValue);
            _latch.Exit();
            requests.SetException(Failure);
            responders.SetException(Failure);
            if (more)
            {
                _latch.Enter();
            }
        }
        while (more);
    }

    /// <summary>Reads without the latch: a debugger that has stopped its holder must be able to show this.</summary>
    public override string ToString() =>
        $"{_accepted.Count} accepted, {_outside.Count} more, {_responders.Count} waiting{(_ended ? ", ended" : "")}";

    /// <summary>Whoever waits next moves up; nobody is woken, for its wait goes on.</summary>
    WaitTarget IWaitHolder<TResponse>.Describe() => WaitTarget.Primitive($"the response of a {Kind}", Name);

    WaitTarget IWaitHolder<Request<TRequest, TResponse>>.Describe()
        => WaitTarget.Primitive($"a request of a {Kind}", Name);

    private static string Kind => $"RequestChannel<{TypeName.Of<TRequest>()}, {TypeName.Of<TResponse>()}>";

    WaitBlockers IWaitHolder<TResponse>.ReadBlockers(WaitNode<TResponse> node) => new(null, Held: node);

    void IWaitHolder<TResponse>.Forget(WaitNode<TResponse> node)
    {
        _latch.Enter();
        RemoveUnsynchronized(node);
        _latch.Exit();
    }

    void IWaitHolder<Request<TRequest, TResponse>>.Forget(WaitNode<Request<TRequest, TResponse>> node)
    {
        _latch.Enter();
        _responders.Remove(node);
        _latch.Exit();
    }

    /// <summary>Read without the latch, to enter it once where a responder waits: the wait looks again.</summary>
    private bool LooksEmpty => _accepted.IsEmpty && _outside.IsEmpty;

    private LitenTask<Request<TRequest, TResponse>> Wait(CancellationToken cancellationToken)
    {
        WaitNode<Request<TRequest, TResponse>> node = WaitNode<Request<TRequest, TResponse>>.Rent(this);
        _latch.Enter();
        bool taken = TryTakeUnsynchronized(out Request<TRequest, TResponse> request);
        bool waits = !taken && !_ended;
        if (waits)
        {
            EnqueueUnsynchronized(node);
        }

        _latch.Exit();
        if (waits)
        {
            return node.Begin(cancellationToken);
        }

        node.Discard();
        return taken
            ? new LitenTask<Request<TRequest, TResponse>>(request)
            : LitenTask.FromException<Request<TRequest, TResponse>>(Failure());
    }

    private bool TryTake(out Request<TRequest, TResponse> request, out bool ended)
    {
        _latch.Enter();
        bool taken = TryTakeUnsynchronized(out request);
        ended = _ended;
        _latch.Exit();
        return taken;
    }

    private bool TryTakeUnsynchronized(out Request<TRequest, TResponse> request)
    {
        WaitNode<TResponse>? first = WaitNode<TResponse>.FirstWaiting(ref _accepted)
            ?? FirstOutsideUnsynchronized();
        if (first is null)
        {
            request = default;
            return false;
        }

        RemoveUnsynchronized(first);

        // Who ends it at this moment cannot use it again yet: it comes to Forget first.
        request = ((RequestNode<TRequest, TResponse>)first).TakeRequest();
        return true;
    }

    private void EnqueueUnsynchronized(WaitNode<Request<TRequest, TResponse>> responder)
    {
        responder.Mark = 0;
        _responders.AddLast(responder);
    }

    private void EnqueueUnsynchronized(RequestNode<TRequest, TResponse> request)
    {
        bool accepted = _accepted.Count < capacity;
        request.Mark = accepted ? Accepted : Outside;
        (accepted ? ref _accepted : ref _outside).AddLast(request);
    }

    private void RemoveUnsynchronized(WaitNode<TResponse> request)
    {
        (request.Mark == Accepted ? ref _accepted : ref _outside).Remove(request);
        while (_accepted.Count < capacity && FirstOutsideUnsynchronized() is { } next)
        {
            _outside.Remove(next);
            next.Mark = Accepted;
            _accepted.AddLast(next);
        }
    }

    /// <summary>
    /// The next one to be accepted. After the end there is none: the end may still be at work on them.
    /// </summary>
    private WaitNode<TResponse>? FirstOutsideUnsynchronized() =>
        _ended ? null : WaitNode<TResponse>.FirstWaiting(ref _outside);

    private bool TryAdd(ref int handles)
    {
        _latch.Enter();
        bool added = handles > 0;
        handles += added ? 1 : 0;
        _latch.Exit();
        return added;
    }

    private bool IsLastRemoved(ref int handles)
    {
        _latch.Enter();
        bool last = --handles == 0;
        _latch.Exit();
        return last;
    }

    private Exception Failure() => ClosedChannel.Failure("request channel", _error);
}
