using System.Threading.Channels;
using CsCheck;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Signals;

/// <summary>The last value, a position for each receiver, and a sender that nobody holds up.</summary>
public sealed class WatchTests
{
    private readonly WatchSender<int> _sender;
    private readonly WatchReceiver<int> _receiver;

    public WatchTests() => (_sender, _receiver) = Watch.Create(10);

    private enum Operation
    {
        Send,
        Receive,
        TryReceive,
        Cancel,
        Clone,
        Dispose,
        Close,
    }

    [Fact]
    public void Create_FirstValue_CountsAsSeen()
    {
        Assert.Equal(10, _receiver.Current);
        Assert.False(_receiver.HasChanged);
        Assert.False(_receiver.TryReceive(out _));
        LitenTask<int> wait = _receiver.ReceiveAsync();
        Assert.False(wait.IsCompleted);
        Assert.True(_sender.Send(10));
        Assert.Equal(10, Result(wait));
    }

    [Fact]
    public void Edge22_ReceiveAsync_MarksTheValueItReturnsAndNoOther()
    {
        _sender.Send(1);
        Assert.Equal(1, _receiver.Current);
        Assert.True(_receiver.HasChanged);
        Assert.Equal(1, Result(_receiver.ReceiveAsync()));

        _sender.Send(2);
        _sender.Send(3);

        Assert.Equal(3, Result(_receiver.ReceiveAsync()));
        Assert.False(_receiver.HasChanged);

        LitenTask<int> wait = _receiver.ReceiveAsync();
        _sender.Send(4);
        _sender.Send(5);
        Assert.Equal(4, Result(wait));
        Assert.True(_receiver.HasChanged);
        Assert.Equal(5, Result(_receiver.ReceiveAsync()));
    }

    /// <summary>What a receiver does with a value is its own copy: a sender that sends in the middle of it goes on.</summary>
    [Fact]
    public void Edge22_SendWhileAValueIsRead_GoesOn()
    {
        foreach (int value in Enumerable.Range(11, 3))
        {
            int current = _receiver.Current;
            Assert.True(_sender.Send(value));
            Assert.Equal(value - 1, current);
        }
    }

    [Fact]
    public void Clone_AndSubscribe_HaveTheirOwnPositions()
    {
        _sender.Send(1);
        using WatchReceiver<int> clone = _receiver.Clone();
        using WatchReceiver<int> late = _sender.Subscribe();
        Assert.True(clone.HasChanged);
        Assert.False(late.HasChanged);
        Assert.True(_receiver.TryReceive(out int value));
        Assert.Equal(1, value);
        Assert.True(clone.TryReceive(out value));
        Assert.Equal(1, value);
    }

    [Fact]
    public void Close_UnseenValue_IsReceivedFirst()
    {
        using WatchReceiver<int> other = _receiver.Clone();
        LitenTask<int> wait = _receiver.ReceiveAsync();
        _sender.Send(1);
        Assert.Equal(1, Result(wait));
        LitenTask<int> next = _receiver.ReceiveAsync();
        _sender.Close();

        Assert.Throws<ChannelClosedException>(() => Result(next));
        Assert.Equal(1, Result(other.ReceiveAsync()));
        Assert.Throws<ChannelClosedException>(() => Result(other.ReceiveAsync()));
        Assert.Equal(1, other.Current);
        Assert.False(_sender.Send(2));
        Assert.Equal(1, _sender.Current);
    }

    [Fact]
    public async Task AwaitForeach_ToTheEnd_SeesTheLastValue()
    {
        List<int> seen = [];
        Task reading = Task.Run(async () =>
        {
            await foreach (int value in _receiver)
            {
                seen.Add(value);
            }
        });
        for (int i = 11; i <= 1000; i++)
        {
            _sender.Send(i);
        }

        _sender.Dispose();
        await reading.WaitAsync(Patience.Limit);
        Assert.Equal(1000, seen[^1]);
        Assert.Equal(seen.Order().Distinct(), seen);
    }

    [Fact]
    public void Dispose_LastSender_EndsIt()
    {
        WatchSender<int> clone = _sender.Clone();
        _sender.Dispose();
        _sender.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _sender.Send(1));
        Assert.Throws<ObjectDisposedException>(_sender.Clone);
        Assert.Throws<ObjectDisposedException>(_sender.Subscribe);
        LitenTask<int> wait = _receiver.ReceiveAsync();
        clone.Dispose();
        Assert.Throws<ChannelClosedException>(() => Result(wait));
    }

    [Fact]
    public void Dispose_Receiver_EndsItsWaitAndRefusesOthers()
    {
        using WatchReceiver<int> other = _receiver.Clone();
        LitenTask<int> wait = _receiver.ReceiveAsync();
        LitenTask<int> others = other.ReceiveAsync();
        _receiver.Dispose();
        _receiver.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Result(wait));
        Assert.Throws<ObjectDisposedException>(() => _receiver.ReceiveAsync());
        Assert.Throws<ObjectDisposedException>(() => _receiver.TryReceive(out _));
        Assert.Throws<ObjectDisposedException>(_receiver.Clone);
        Assert.Throws<ObjectDisposedException>(() => _receiver.HasChanged);
        _sender.Send(1);
        Assert.Equal(1, Result(others));
    }

    [Fact]
    public void ReceiveAsync_SecondAtOnce_Throws()
    {
        LitenTask<int> first = _receiver.ReceiveAsync();
        Assert.Throws<InvalidOperationException>(() => _receiver.ReceiveAsync());
        Assert.Throws<InvalidOperationException>(() => _receiver.TryReceive(out _));
        _sender.Send(1);
        Assert.Equal(1, Result(first));
    }

    [Fact]
    public void Edge03_SendMeetsADecidedWait_ValueIsStillNew()
    {
        LitenTask<int> cancelled = _receiver.ReceiveAsync();
        var node = (WaitNode<int>)cancelled.Source!;

        // What a token's callback does, with the send and the next receive in the middle of it.
        Assert.True(node.TryClaim());
        _sender.Send(1);
        Assert.Equal(1, Result(_receiver.ReceiveAsync()));
        LitenTask<int> next = _receiver.ReceiveAsync();
        node.SetException(new OperationCanceledException());

        Assert.Throws<OperationCanceledException>(() => Result(cancelled));
        _sender.Send(2);
        Assert.Equal(2, Result(next));
    }

    /// <summary>A value of several words is never a mixture of two.</summary>
    [Fact]
    public void Current_LargeStruct_IsNeverTorn()
    {
        (WatchSender<(long, long, long)> sender, WatchReceiver<(long, long, long)> receiver) = Watch.Create((0L, 0L, 0L));
        Race.Run(
            20_000,
            round => sender.Send((round, round, round)),
            _ =>
            {
                (long a, long b, long c) = receiver.Current;
                Assert.True(a == b && b == c);
                if (receiver.TryReceive(out (long A, long B, long C) value))
                {
                    Assert.True(value.A == value.B && value.B == value.C);
                }
            });
    }

    [Fact]
    public void AnySequence_AgainstAVersion_Agrees()
        => Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, 1000]).Array[0, 80].Sample(sequence => new Model().Play(sequence), iter: 3000);

    private static int Result(LitenTask<int> wait) => wait.GetAwaiter().GetResult();

    /// <summary>The watch beside what it should be: a number, and how far each receiver has come.</summary>
    private sealed class Model
    {
        private readonly WatchSender<int> _sender;
        private readonly List<Reader> _readers = [];
        private int _version;
        private bool _closed;

        public Model()
        {
            (_sender, WatchReceiver<int> receiver) = Watch.Create(0);
            _readers.Add(new Reader(receiver, 0));
        }

        public void Play((Operation Operation, int Number)[] sequence)
        {
            foreach ((Operation operation, int number) in sequence)
            {
                Reader? reader = _readers.Count == 0 ? null : _readers[number % _readers.Count];
                Do(operation, reader);
                Assert.Equal(_version, _sender.Current);
                Assert.Contains($"{_readers.Count(r => r.Wait is not null)} waiting", _sender.ToString());
                Assert.All(_readers, r => Assert.Equal(r.Seen < _version, r.Receiver.HasChanged));
            }
        }

        private void Do(Operation operation, Reader? reader)
        {
            switch (operation)
            {
                case Operation.Send:
                    Assert.Equal(!_closed, _sender.Send(_version + 1));
                    _version += _closed ? 0 : 1;
                    _readers.ForEach(r => r.End(_version));
                    break;
                case Operation.Close:
                    _sender.Close();
                    _closed = true;
                    _readers.ForEach(r => r.End(null));
                    break;
                case Operation.Receive when reader is { Wait: null }:
                    reader.Receive(_version, _closed);
                    break;
                case Operation.TryReceive when reader is { Wait: null }:
                    reader.TryReceive(_version, _closed);
                    break;
                case Operation.Cancel:
                    reader?.Cancel();
                    break;
                case Operation.Clone when reader is not null:
                    _readers.Add(new Reader(reader.Receiver.Clone(), reader.Seen));
                    break;
                case Operation.Dispose when reader is { Wait: null }:
                    reader.Receiver.Dispose();
                    _readers.Remove(reader);
                    break;
            }
        }
    }

    private sealed class Reader(WatchReceiver<int> receiver, int seen)
    {
        private CancellationTokenSource _source = new();

        public WatchReceiver<int> Receiver => receiver;

        public int Seen { get; private set; } = seen;

        public LitenTask<int>? Wait { get; private set; }

        public void End(int? value)
        {
            if (Wait is { } wait && (value is null || value > Seen))
            {
                Wait = null;
                if (value is { } version)
                {
                    Assert.Equal(version, Result(wait));
                    Seen = version;
                }
                else
                {
                    Assert.Throws<ChannelClosedException>(() => Result(wait));
                }
            }
        }

        public void Receive(int version, bool closed)
        {
            _source = new();
            LitenTask<int> wait = receiver.ReceiveAsync(_source.Token);
            if (Seen < version)
            {
                Assert.Equal(version, Result(wait));
                Seen = version;
            }
            else if (closed)
            {
                Assert.Throws<ChannelClosedException>(() => Result(wait));
            }
            else
            {
                Assert.False(wait.IsCompleted);
                Wait = wait;
            }
        }

        public void TryReceive(int version, bool closed)
        {
            if (Seen < version || !closed)
            {
                Assert.Equal(Seen < version, receiver.TryReceive(out int value));
                Assert.True(value == version || Seen == version);
                Seen = version;
            }
            else
            {
                Assert.Throws<ChannelClosedException>(() => receiver.TryReceive(out _));
            }
        }

        public void Cancel()
        {
            if (Wait is { } wait)
            {
                _source.Cancel();
                Assert.Throws<OperationCanceledException>(() => Result(wait));
                Wait = null;
            }
        }
    }
}
