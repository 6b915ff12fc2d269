namespace Liten.Tests.Sync.Signals;

/// <summary>One kind of wait of this folder, for the tests that are the same for all of them.</summary>
internal abstract class SignalCase
{
    public static TheoryData<string> Names => ["notify", "pulse", "watch", "broadcast", "respond"];

    /// <summary>Those that have an end, and items that <c>await foreach</c> goes through.</summary>
    public static TheoryData<string> Channels => ["watch", "broadcast", "respond"];

    /// <summary>Whether one <see cref="Give"/> ends the waits of all readers.</summary>
    public virtual bool ReachesAll => true;

    public static SignalCase Of(string name) => name switch
    {
        "notify" => new OfNotify(),
        "pulse" => new OfPulse(),
        "watch" => new OfWatch(),
        "broadcast" => new OfBroadcast(),
        _ => new OfRespond(),
    };

    /// <summary>A reader with a position of its own, where there are positions.</summary>
    public abstract Reader NewReader();

    /// <summary>Ends a wait, or the next one.</summary>
    public abstract void Give();

    public virtual void Close() => throw new NotSupportedException();

    public virtual void Close(Exception error) => throw new NotSupportedException();

    public abstract override string ToString();

    public sealed record Reader(
        Func<CancellationToken, LitenTask<int>> WaitAsync, Func<bool>? TryReceive = null, Func<CancellationToken, Task<int>>? EnumerateAsync = null);

    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (T item in items.WithCancellation(cancellationToken))
        {
            (item as IDisposable)?.Dispose();
            count++;
        }

        return count;
    }

    private sealed class OfNotify : SignalCase
    {
        private readonly AsyncNotify _notify = new();

        public override bool ReachesAll => false;

        public override Reader NewReader() => new(async token =>
        {
            await _notify.WaitAsync(token);
            return 1;
        });

        public override void Give() => _notify.NotifyOne();

        public override string ToString() => _notify.ToString();
    }

    private sealed class OfPulse : SignalCase
    {
        private readonly PulseSender _sender;
        private readonly PulseReceiver _receiver;

        public OfPulse() => (_sender, _receiver) = Pulse.Create();

        public override Reader NewReader()
        {
            long seen = 0;
            return new(async token => (int)(seen = await _receiver.WaitAsync(seen, token)));
        }

        public override void Give() => Assert.True(_sender.NotifyAll());

        public override void Close() => _sender.Close();

        public override void Close(Exception error) => _sender.Close(error);

        public override string ToString() => _sender.ToString();
    }

    private sealed class OfWatch : SignalCase
    {
        private readonly WatchSender<int> _sender;
        private readonly WatchReceiver<int> _first;
        private int _sent;

        public OfWatch() => (_sender, _first) = Watch.Create(0);

        public override Reader NewReader()
        {
            WatchReceiver<int> receiver = _first.Clone();
            return new(receiver.ReceiveAsync, () => receiver.TryReceive(out _), token => CountAsync(receiver, token));
        }

        public override void Give() => Assert.True(_sender.Send(++_sent));

        public override void Close() => _sender.Close();

        public override void Close(Exception error) => _sender.Close(error);

        public override string ToString() => _sender.ToString();
    }

    private sealed class OfBroadcast : SignalCase
    {
        private readonly BroadcastSender<int> _sender;
        private int _sent;

        public OfBroadcast()
        {
            (_sender, BroadcastReceiver<int> first) = Broadcast.Create<int>(3);
            first.Dispose();
        }

        public override Reader NewReader()
        {
            BroadcastReceiver<int> receiver = _sender.Subscribe();
            return new(receiver.ReceiveAsync, () => receiver.TryReceive(out _), token => CountAsync(receiver, token));
        }

        public override void Give() => Assert.True(_sender.Send(++_sent) > 0);

        public override void Close() => _sender.Close();

        public override void Close(Exception error) => _sender.Close(error);

        public override string ToString() => _sender.ToString();
    }

    private sealed class OfRespond : SignalCase
    {
        private readonly Requester<int, int> _requester;
        private readonly Responder<int, int> _responder;
        private readonly Queue<LitenTask<int>> _requests = new();
        private int _sent;

        public OfRespond() => (_requester, _responder) = RequestChannel.Create<int, int>(3);

        public override bool ReachesAll => false;

        public override Reader NewReader() => new(
            async token =>
            {
                Request<int, int> request = await _responder.ReceiveAsync(token);
                Assert.True(request.Respond(0));
                return request.Value;
            },
            () => _responder.TryReceive(out Request<int, int> request) && request.Respond(0),
            token => CountAsync(_responder, token));

        /// <summary>Consumes the responses as well: a node whose result nobody takes does not go back to its pool.</summary>
        public override void Give()
        {
            _requests.Enqueue(_requester.RequestAsync(++_sent));
            while (_requests.TryPeek(out LitenTask<int> first) && first.IsCompleted)
            {
                Assert.True(_requests.Dequeue().GetAwaiter().GetResult() == 0);
            }
        }

        public override void Close() => _requester.Close();

        public override void Close(Exception error) => _requester.Close(error);

        public override string ToString() => _responder.ToString();
    }
}
