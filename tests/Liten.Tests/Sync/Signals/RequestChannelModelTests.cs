using System.Threading.Channels;
using CsCheck;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Signals;

/// <summary>Any sequence does what two lists of names would do; and on real threads each response reaches its own request.</summary>
public sealed class RequestChannelModelTests
{
    private enum Operation
    {
        Request,
        Cancel,
        Receive,
        TryReceive,
        CancelReceive,
        Respond,
        Fail,
        Dispose,
        RespondLate,
        Close,
    }

    [Fact]
    public void AnySequence_AgainstTwoListsOfNames_Agrees()
        => Gen.Select(Gen.Int[0, 3], Gen.Select(Gen.Int[0, 60].Select(ToOperation), Gen.Int[0, 1000]).Array[0, 80])
            .Sample((capacity, sequence) => new Model(capacity).Play(sequence), iter: 3000);

    /// <summary>Requests that are cancelled, abandoned or answered at random: each ends once, and with what is its own.</summary>
    [Fact]
    public async Task ManyThreads_EachRequest_EndsWithItsOwnResponse()
    {
        const int requesters = 4;
        const int rounds = 10_000;
        (Requester<long, long> requester, Responder<long, long> responder) = RequestChannel.Create<long, long>(2);
        CancellationTokenSource?[] waits = new CancellationTokenSource?[requesters];
        Task<int>[] responders = [.. Enumerable.Range(0, 2).Select(i => Task.Run(() => ServeAsync(responder, waits, new Random(i))))];
        Task<(int Answered, int Abandoned, int Cancelled)>[] asking =
            [.. Enumerable.Range(0, requesters).Select(i => Task.Run(() => AskAsync(requester, waits, i, rounds)))];
        (int Answered, int Abandoned, int Cancelled)[] ended = await Task.WhenAll(asking).WaitAsync(Patience.Limit * 2);
        requester.Dispose();
        int[] answered = await Task.WhenAll(responders).WaitAsync(Patience.Limit);

        Assert.Equal(answered.Sum(), ended.Sum(end => end.Answered));
        Assert.Equal(requesters * rounds, ended.Sum(end => end.Answered + end.Abandoned + end.Cancelled));
        Assert.True(ended.Sum(end => end.Cancelled) > 0);
        Assert.True(ended.Sum(end => end.Abandoned) > 0);
    }

    private static async Task<(int Answered, int Abandoned, int Cancelled)> AskAsync(
        Requester<long, long> requester, CancellationTokenSource?[] waits, int number, int rounds)
    {
        (int Answered, int Abandoned, int Cancelled) ended = default;
        for (int round = 0; round < rounds; round++)
        {
            var source = new CancellationTokenSource();
            Volatile.Write(ref waits[number], source);
            long request = ((long)number << 32) + round;
            try
            {
                Assert.Equal(~request, await requester.RequestAsync(request, source.Token));
                ended.Answered++;
            }
            catch (RequestAbandonedException)
            {
                ended.Abandoned++;
            }
            catch (OperationCanceledException)
            {
                ended.Cancelled++;
            }
        }

        return ended;
    }

    private static async Task<int> ServeAsync(Responder<long, long> responder, CancellationTokenSource?[] waits, Random random)
    {
        int answered = 0;
        Request<long, long> last = default;
        await foreach (Request<long, long> received in responder)
        {
            using Request<long, long> request = received;
            if (random.Next(4) == 0)
            {
                Volatile.Read(ref waits[random.Next(waits.Length)])?.Cancel();
            }

            if (random.Next(8) != 0 && request.Respond(~request.Value))
            {
                answered++;
            }
            else
            {
                last.Dispose();
            }

            last = request;
        }

        return answered;
    }

    private static Operation ToOperation(int number) => number switch
    {
        < 18 => Operation.Request,
        < 24 => Operation.Cancel,
        < 34 => Operation.Receive,
        < 40 => Operation.TryReceive,
        < 44 => Operation.CancelReceive,
        < 50 => Operation.Respond,
        < 53 => Operation.Fail,
        < 56 => Operation.Dispose,
        < 60 => Operation.RespondLate,
        _ => Operation.Close,
    };

    private sealed class Model
    {
        private readonly int _capacity;
        private readonly Requester<int, int> _requester;
        private readonly Responder<int, int> _responder;
        private readonly List<Asked> _queue = [];
        private readonly List<(Asked Asked, Request<int, int> Request)> _received = [];
        private readonly List<Request<int, int>> _ended = [];
        private readonly List<(LitenTask<Request<int, int>> Wait, CancellationTokenSource Source)> _waiting = [];
        private int _count;
        private bool _closed;

        public Model(int capacity)
        {
            _capacity = capacity;
            (_requester, _responder) = RequestChannel.Create<int, int>(capacity);
        }

        public void Play((Operation Operation, int Number)[] sequence)
        {
            foreach ((Operation operation, int number) in sequence)
            {
                Do(operation, number);
                Assert.Equal(Math.Min(_capacity, _queue.Count), _responder.Count);
                Assert.DoesNotContain(_queue, asked => asked.Wait.IsCompleted);
                Assert.DoesNotContain(_received, pair => pair.Asked.Wait.IsCompleted || pair.Request.IsCancelled);
                Assert.DoesNotContain(_waiting, receive => receive.Wait.IsCompleted);
            }
        }

        private void Do(Operation operation, int number)
        {
            switch (operation)
            {
                case Operation.Request:
                    Request();
                    break;
                case Operation.Cancel when _queue.Count + _received.Count > 0:
                    Cancel(number % (_queue.Count + _received.Count));
                    break;
                case Operation.Receive:
                    Receive();
                    break;
                case Operation.TryReceive when _queue.Count > 0 || !_closed:
                    Assert.Equal(_queue.Count > 0, _responder.TryReceive(out Request<int, int> request));
                    Received(_queue.Count > 0 ? request : null);
                    break;
                case Operation.CancelReceive when _waiting.Count > 0:
                    _waiting[number % _waiting.Count].Source.Cancel();
                    Assert.Throws<OperationCanceledException>(() => _waiting[number % _waiting.Count].Wait.GetAwaiter().GetResult());
                    _waiting.RemoveAt(number % _waiting.Count);
                    break;
                case Operation.Respond or Operation.Fail or Operation.Dispose when _received.Count > 0:
                    Answer(operation, number % _received.Count);
                    break;
                case Operation.RespondLate when _ended.Count > 0:
                    Request<int, int> late = _ended[number % _ended.Count];
                    Assert.True(late.IsCancelled);
                    Assert.False(late.Respond(-1));
                    late.Dispose();
                    break;
                case Operation.Close:
                    Close();
                    break;
            }
        }

        private void Request()
        {
            var source = new CancellationTokenSource();
            int value = ++_count;
            LitenTask<int> wait = _requester.RequestAsync(value, source.Token);
            if (_closed)
            {
                Assert.Throws<ChannelClosedException>(() => Result(wait));
                return;
            }

            _queue.Add(new Asked(value, wait, source));
            if (_waiting.Count > 0)
            {
                (LitenTask<Request<int, int>> receive, CancellationTokenSource cancellation) = _waiting[0];
                _waiting.RemoveAt(0);
                cancellation.Cancel();
                Received(receive.GetAwaiter().GetResult());
            }
        }

        private void Receive()
        {
            var source = new CancellationTokenSource();
            LitenTask<Request<int, int>> wait = _responder.ReceiveAsync(source.Token);
            if (_queue.Count > 0)
            {
                Received(wait.GetAwaiter().GetResult());
            }
            else if (_closed)
            {
                Assert.Throws<ChannelClosedException>(() => wait.GetAwaiter().GetResult());
            }
            else
            {
                _waiting.Add((wait, source));
            }
        }

        private void Received(Request<int, int>? request)
        {
            if (request is { } received)
            {
                Assert.Equal(_queue[0].Value, received.Value);
                _received.Add((_queue[0], received));
                _queue.RemoveAt(0);
            }
        }

        private void Cancel(int position)
        {
            Asked asked = position < _queue.Count ? _queue[position] : _received[position - _queue.Count].Asked;
            asked.Source.Cancel();
            Assert.Throws<OperationCanceledException>(() => Result(asked.Wait));
            if (position < _queue.Count)
            {
                _queue.RemoveAt(position);
            }
            else
            {
                _ended.Add(_received[position - _queue.Count].Request);
                _received.RemoveAt(position - _queue.Count);
            }
        }

        private void Answer(Operation operation, int position)
        {
            (Asked asked, Request<int, int> request) = _received[position];
            switch (operation)
            {
                case Operation.Respond:
                    Assert.True(request.Respond(asked.Value));
                    Assert.Equal(asked.Value, Result(asked.Wait));
                    break;
                case Operation.Fail:
                    Assert.True(request.Fail(new IOException()));
                    Assert.Throws<IOException>(() => Result(asked.Wait));
                    break;
                default:
                    request.Dispose();
                    Assert.Throws<RequestAbandonedException>(() => Result(asked.Wait));
                    break;
            }

            _ended.Add(request);
            _received.RemoveAt(position);
        }

        private void Close()
        {
            _requester.Close();
            _closed = true;
            foreach (Asked asked in _queue.Skip(_capacity))
            {
                Assert.Throws<ChannelClosedException>(() => Result(asked.Wait));
            }

            _queue.RemoveRange(Math.Min(_capacity, _queue.Count), Math.Max(0, _queue.Count - _capacity));
            Assert.All(_waiting, receive => Assert.Throws<ChannelClosedException>(() => receive.Wait.GetAwaiter().GetResult()));
            _waiting.Clear();
        }
    }

    private sealed record Asked(int Value, LitenTask<int> Wait, CancellationTokenSource Source);

    private static int Result(LitenTask<int> wait) => wait.GetAwaiter().GetResult();
}
