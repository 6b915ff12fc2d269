using System.Threading.Channels;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // What blocks here has ended, or ends by a thread of its own.

namespace Liten.Tests.Sync.Signals;

/// <summary>One wait per round trip, and a response that never reaches another request.</summary>
public sealed class RequestChannelTests
{
    private readonly Requester<int, string> _requester;
    private readonly Responder<int, string> _responder;

    public RequestChannelTests() => (_requester, _responder) = RequestChannel.Create<int, string>(2);

    [Fact]
    public void RequestAsync_BeforeAndAfterReceive_GetsTheResponse()
    {
        LitenTask<string> first = _requester.RequestAsync(1);
        Assert.True(_responder.TryReceive(out Request<int, string> request));
        Assert.Equal(1, request.Value);
        Assert.False(request.IsCancelled);
        Assert.False(first.IsCompleted);
        Assert.True(request.Respond("one"));
        Assert.Equal("one", Result(first));

        LitenTask<Request<int, string>> receive = _responder.ReceiveAsync();
        LitenTask<string> second = _requester.RequestAsync(2);
        request = receive.GetAwaiter().GetResult();
        Assert.Equal(2, request.Value);
        Assert.True(request.Respond("two"));
        Assert.Equal("two", Result(second));
    }

    [Fact]
    public void Answer_Twice_TheFirstWins()
    {
        LitenTask<string> wait = _requester.RequestAsync(1);
        Request<int, string> request = Receive();
        Assert.True(request.Respond("one"));
        Assert.False(request.Respond("two"));
        Assert.False(request.Fail(new IOException()));
        request.Dispose();
        Assert.Equal("one", Result(wait));
        Assert.False(request.Respond("late"));
        Assert.True(request.IsCancelled);
    }

    [Fact]
    public void Fail_Request_ThrowsTheExceptionItself()
    {
        LitenTask<string> wait = _requester.RequestAsync(1);
        var error = new IOException();
        Assert.Throws<ArgumentNullException>(() => Receive2().Fail(null!));
        Assert.Same(error, Assert.Throws<IOException>(() => Result(wait)));

        Request<int, string> Receive2()
        {
            Request<int, string> request = Receive();
            Assert.True(request.Fail(error));
            return request;
        }
    }

    [Fact]
    public void Edge29_CancelledInTheQueue_IsNeverServed()
    {
        using var source = new CancellationTokenSource();
        LitenTask<string> cancelled = _requester.RequestAsync(1, source.Token);
        LitenTask<string> next = _requester.RequestAsync(2);
        Assert.Equal(2, _responder.Count);
        source.Cancel();
        Assert.Equal(1, _responder.Count);
        Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(() => Result(cancelled)).CancellationToken);
        Assert.Equal(2, Receive().Value);
        Assert.False(_responder.TryReceive(out _));
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public void Edge29_CancelledWhenReceived_TheResponderSeesItAndALateReplyIsRefused()
    {
        using var source = new CancellationTokenSource();
        LitenTask<string> cancelled = _requester.RequestAsync(1, source.Token);
        Request<int, string> request = Receive();
        source.Cancel();
        Assert.True(request.IsCancelled);
        Assert.False(request.Respond("late"));
        Assert.Throws<OperationCanceledException>(() => Result(cancelled));

        // The node of the cancelled request is in use again: the late reply must not be the answer to this one.
        LitenTask<string> next = _requester.RequestAsync(2);
        Request<int, string> other = Receive();
        Assert.True(request.IsCancelled);
        Assert.False(request.Respond("late"));
        Assert.False(request.Fail(new IOException()));
        request.Dispose();
        Assert.False(next.IsCompleted);
        Assert.True(other.Respond("two"));
        Assert.Equal("two", Result(next));
    }

    [Fact]
    public void Edge29_Abandoned_EndsItsRequester()
    {
        LitenTask<string> wait = _requester.RequestAsync(1);
        using (Request<int, string> request = Receive())
        {
            Assert.Equal(1, request.Value);
        }

        Assert.Throws<RequestAbandonedException>(() => Result(wait));
    }

    [Fact]
    public void Edge29_RespondedThenCancelled_TheResponseStands()
    {
        using var source = new CancellationTokenSource();
        LitenTask<string> wait = _requester.RequestAsync(1, source.Token);
        Assert.True(Receive().Respond("one"));
        source.Cancel();
        Assert.Equal("one", Result(wait));
    }

    [Fact]
    public void Edge03_ReceiveMeetsADecidedRequest_GoesOnToTheNext()
    {
        LitenTask<string> cancelled = _requester.RequestAsync(1);
        LitenTask<string> next = _requester.RequestAsync(2);
        var node = (WaitNode<string>)cancelled.Source!;
        Assert.True(node.TryClaim());
        Assert.Equal(2, Receive().Value);
        node.SetException(new OperationCanceledException());
        Assert.Throws<OperationCanceledException>(() => Result(cancelled));
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public void Edge03_RequestMeetsADecidedReceive_StaysInTheQueue()
    {
        LitenTask<Request<int, string>> cancelled = _responder.ReceiveAsync();
        var node = (WaitNode<Request<int, string>>)cancelled.Source!;
        Assert.True(node.TryClaim());
        _ = _requester.RequestAsync(1);
        node.SetException(new OperationCanceledException());
        Assert.Equal(1, Receive().Value);
    }

    [Fact]
    public void Close_AcceptedOnes_AreServedAndThoseBehindAreNot()
    {
        LitenTask<string>[] waits = [.. Enumerable.Range(0, 5).Select(i => _requester.RequestAsync(i))];
        Assert.Equal(2, _responder.Count);

        _requester.Close();

        Assert.All(waits.Skip(2), wait => Assert.Throws<ChannelClosedException>(() => Result(wait)));
        Assert.Throws<ChannelClosedException>(() => Result(_requester.RequestAsync(9)));
        for (int i = 0; i < 2; i++)
        {
            Request<int, string> request = Receive();
            Assert.Equal(i, request.Value);
            Assert.True(request.Respond($"{i}"));
            Assert.Equal($"{i}", Result(waits[i]));
        }

        Assert.Throws<ChannelClosedException>(() => _responder.TryReceive(out _));
        Assert.Throws<ChannelClosedException>(() => _responder.ReceiveAsync().GetAwaiter().GetResult());
    }

    [Fact]
    public void Cancel_AcceptedRequest_TheNextOneMovesUp()
    {
        using var source = new CancellationTokenSource();
        LitenTask<string> cancelled = _requester.RequestAsync(0, source.Token);
        LitenTask<string>[] waits = [.. Enumerable.Range(1, 3).Select(i => _requester.RequestAsync(i))];
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Result(cancelled));
        Assert.Equal(2, _responder.Count);
        _requester.Close();
        Assert.Throws<ChannelClosedException>(() => Result(waits[2]));
        Assert.Equal([1, 2], [Receive().Value, Receive().Value]);
    }

    [Fact]
    public void CapacityZero_RequestIsAcceptedWhenReceived()
    {
        (Requester<int, string> requester, Responder<int, string> responder) = RequestChannel.Create<int, string>(0);
        LitenTask<string> wait = requester.RequestAsync(1);
        Assert.Equal(0, responder.Count);
        Assert.True(responder.TryReceive(out Request<int, string> request));
        LitenTask<string> other = requester.RequestAsync(2);
        requester.Dispose();
        Assert.Throws<ChannelClosedException>(() => Result(other));
        Assert.True(request.Respond("one"));
        Assert.Equal("one", Result(wait));
    }

    [Fact]
    public void Create_NegativeCapacity_Throws()
        => Assert.Equal(-1, Assert.Throws<ArgumentOutOfRangeException>(() => RequestChannel.Create<int, int>(-1)).ActualValue);

    [Fact]
    public void Dispose_LastResponder_EndsWhatNobodyHasReceived()
    {
        Responder<int, string> clone = _responder.Clone();
        LitenTask<string>[] waits = [.. Enumerable.Range(0, 100).Select(i => _requester.RequestAsync(i))];
        _responder.Dispose();
        _responder.Dispose();
        Assert.True(clone.TryReceive(out Request<int, string> received));
        Assert.DoesNotContain(waits, wait => wait.IsCompleted);

        clone.Dispose();

        Assert.All(waits.Skip(1), wait => Assert.Throws<ChannelClosedException>(() => Result(wait)));
        Assert.Throws<ChannelClosedException>(() => Result(_requester.RequestAsync(1)));
        Assert.True(received.Respond("zero"));
        Assert.Equal("zero", Result(waits[0]));
        Assert.Throws<ObjectDisposedException>(() => clone.ReceiveAsync());
        Assert.Throws<ObjectDisposedException>(() => clone.TryReceive(out _));
        Assert.Throws<ObjectDisposedException>(clone.Clone);
    }

    [Fact]
    public void Dispose_LastRequester_EndsTheReceivers()
    {
        Requester<int, string> clone = _requester.Clone();
        LitenTask<Request<int, string>> receive = _responder.ReceiveAsync();
        _requester.Dispose();
        _requester.Dispose();
        Assert.False(receive.IsCompleted);
        Assert.Throws<ObjectDisposedException>(() => _requester.RequestAsync(1));
        Assert.Throws<ObjectDisposedException>(_requester.Clone);
        clone.Dispose();
        Assert.Throws<ChannelClosedException>(() => receive.GetAwaiter().GetResult());
    }

    [Fact]
    public void Edge12_CloseWithAnError_BothSidesThrowItInside()
    {
        LitenTask<string>[] waits = [.. Enumerable.Range(0, 3).Select(i => _requester.RequestAsync(i))];
        var error = new IOException();
        _responder.Close(error);
        Assert.Same(error, Assert.Throws<ChannelClosedException>(() => Result(waits[2])).InnerException);
        Assert.Same(error, Assert.Throws<ChannelClosedException>(() => Result(_requester.RequestAsync(3))).InnerException);
        Receive();
        Receive();
        Assert.Same(error, Assert.Throws<ChannelClosedException>(() => _responder.TryReceive(out _)).InnerException);
    }

    [Fact]
    public void Default_Request_SaysWhereToGetIt()
    {
        Request<int, string> request = default;
        Assert.Contains("RequestChannel.Create", Assert.Throws<InvalidOperationException>(() => request.Value).Message);
        Assert.Throws<InvalidOperationException>(() => request.Respond("no"));
        Assert.Throws<InvalidOperationException>(() => request.Fail(new IOException()));
        Assert.Throws<InvalidOperationException>(() => request.IsCancelled);
        request.Dispose();
        Assert.Equal("Request (empty)", request.ToString());
    }

    [Fact]
    public async Task AwaitForeach_Serves_UntilTheLastRequesterHasGone()
    {
        Task<int> serving = Task.Run(async () =>
        {
            int served = 0;
            await foreach (Request<int, string> received in _responder)
            {
                using Request<int, string> request = received;
                served++;
                request.Respond($"{request.Value}");
            }

            return served;
        });
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal($"{i}", await _requester.RequestAsync(i));
        }

        _requester.Dispose();
        Assert.Equal(100, await serving.WaitAsync(Patience.Limit));
    }

    [Fact]
    public void RoundTrip_Warm_AllocatesNothing()
    {
        AllocationMeter.AssertNone(() =>
        {
            LitenTask<string> wait = _requester.RequestAsync(1);
            Receive().Respond("one");
            Result(wait);
        });
        AllocationMeter.AssertNone(() =>
        {
            LitenTask<Request<int, string>> receive = _responder.ReceiveAsync();
            LitenTask<string> wait = _requester.RequestAsync(1);
            receive.GetAwaiter().GetResult().Respond("one");
            Result(wait);
        });
    }

    private static string Result(LitenTask<string> wait) => wait.GetAwaiter().GetResult();

    private Request<int, string> Receive()
    {
        Assert.True(_responder.TryReceive(out Request<int, string> request));
        return request;
    }
}
