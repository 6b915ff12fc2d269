using System.Threading.Channels;
using CsCheck;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Signals;

/// <summary>Any sequence does what a list of all items and a position for each receiver would do; and so do real threads.</summary>
public sealed class BroadcastModelTests
{
    private enum Operation
    {
        Send,
        Receive,
        TryReceive,
        Cancel,
        Subscribe,
        Dispose,
        Close,
    }

    [Fact]
    public void AnySequence_AgainstAListOfAllItems_Agrees()
        => Gen.Select(Gen.Int[1, 5], Gen.Select(Gen.Int[0, 40].Select(ToOperation), Gen.Int[0, 1000]).Array[0, 80])
            .Sample((capacity, sequence) => new Model(capacity).Play(sequence), iter: 3000);

    /// <summary>sent = received + missed, for every receiver, in order, with cancelled waits between.</summary>
    [Fact]
    public async Task ManyThreads_EveryReceiver_AccountsForEveryItem()
    {
        const int perSender = 20_000;
        (BroadcastSender<long> sender, BroadcastReceiver<long> first) = Broadcast.Create<long>(64);
        BroadcastReceiver<long>[] receivers = [first, sender.Subscribe(), sender.Subscribe(), sender.Subscribe()];
        Task<long>[] readers = [.. receivers.Select((receiver, i) => Task.Run(() => ReadAsync(receiver, i)))];
        Task[] senders = [.. Enumerable.Range(0, 3).Select(i =>
        {
            BroadcastSender<long> mine = sender.Clone();
            return Task.Run(() => SendAll(mine, i));
        })];
        sender.Dispose();
        await Task.WhenAll(senders).WaitAsync(Patience.Limit);

        long[] accounted = await Task.WhenAll(readers).WaitAsync(Patience.Limit);
        Assert.All(accounted, items => Assert.Equal(3 * perSender, items));

        static void SendAll(BroadcastSender<long> mine, int number)
        {
            using (mine)
            {
                for (int i = 0; i < perSender; i++)
                {
                    Assert.Equal(4, mine.Send(((long)number << 32) + i));
                }
            }
        }
    }

    private static async Task<long> ReadAsync(BroadcastReceiver<long> receiver, int seed)
    {
        var random = new Random(seed);
        long[] last = [-1, -1, -1];
        long accounted = 0;
        while (true)
        {
            try
            {
                using CancellationTokenSource? source = random.Next(16) == 0 ? new CancellationTokenSource() : null;
                LitenTask<long> wait = receiver.ReceiveAsync(source?.Token ?? default);
                source?.Cancel();
                long item = await wait;
                Assert.True((int)item > last[item >> 32]);
                last[item >> 32] = (int)item;
                accounted++;
            }
            catch (OperationCanceledException)
            {
                // Nothing was taken.
            }
            catch (BroadcastLaggedException lag)
            {
                accounted += lag.Missed;
            }
            catch (ChannelClosedException)
            {
                return accounted;
            }
        }
    }

    /// <summary>Sends and receives are frequent, the end is rare.</summary>
    private static Operation ToOperation(int number) => number switch
    {
        < 16 => Operation.Send,
        < 24 => Operation.Receive,
        < 30 => Operation.TryReceive,
        < 34 => Operation.Cancel,
        < 37 => Operation.Subscribe,
        < 40 => Operation.Dispose,
        _ => Operation.Close,
    };

    private sealed class Model
    {
        private readonly int _capacity;
        private readonly BroadcastSender<int> _sender;
        private readonly List<Reader> _readers = [];
        private int _sent;
        private bool _closed;

        public Model(int capacity)
        {
            _capacity = capacity;
            (_sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(capacity);
            _readers.Add(new Reader(receiver) { Position = 0 });
        }

        private int Oldest => Math.Max(0, _sent - _capacity);

        public void Play((Operation Operation, int Number)[] sequence)
        {
            foreach ((Operation operation, int number) in sequence)
            {
                Do(operation, _readers.Count == 0 ? null : _readers[number % _readers.Count]);
                Assert.Equal(_readers.Count, _sender.ReceiverCount);
                Assert.Contains($"{_readers.Count(r => r.Wait is not null)} waiting", _sender.ToString());
                Assert.All(_readers, r => Assert.Equal(_sent - Math.Max(r.Position, Oldest), r.Receiver.Count));
            }
        }

        private void Do(Operation operation, Reader? reader)
        {
            switch (operation)
            {
                case Operation.Send:
                    Send();
                    break;
                case Operation.Close:
                    _sender.Close();
                    _closed = true;
                    _readers.ForEach(r => r.End(() => Assert.Throws<ChannelClosedException>(() => Result(r.Wait!.Value))));
                    break;
                case Operation.Receive when reader is { Wait: null }:
                    Receive(reader);
                    break;
                case Operation.TryReceive when reader is { Wait: null }:
                    TryReceive(reader);
                    break;
                case Operation.Cancel when reader is not null:
                    reader.End(() =>
                    {
                        reader.Source.Cancel();
                        Assert.Throws<OperationCanceledException>(() => Result(reader.Wait!.Value));
                    });
                    break;
                case Operation.Subscribe:
                    _readers.Add(new Reader(_sender.Subscribe()) { Position = _sent });
                    break;
                case Operation.Dispose when reader is not null:
                    reader.Receiver.Dispose();
                    reader.End(() => Assert.Throws<ObjectDisposedException>(() => Result(reader.Wait!.Value)));
                    _readers.Remove(reader);
                    break;
            }
        }

        private void Send()
        {
            bool isKept = !_closed && _readers.Count > 0;
            Assert.Equal(isKept ? _readers.Count : 0, _sender.Send(_sent));
            if (isKept)
            {
                _readers.ForEach(r => r.End(() => Assert.Equal(r.Position++, Result(r.Wait!.Value))));
                _sent++;
            }
        }

        private void Receive(Reader reader)
        {
            reader.Source = new CancellationTokenSource();
            LitenTask<int> wait = reader.Receiver.ReceiveAsync(reader.Source.Token);
            if (reader.Position == _sent && !_closed)
            {
                Assert.False(wait.IsCompleted);
                reader.Wait = wait;
            }
            else
            {
                Take(reader, () => Result(wait));
            }
        }

        private void TryReceive(Reader reader)
        {
            if (reader.Position == _sent && !_closed)
            {
                Assert.False(reader.Receiver.TryReceive(out _));
            }
            else
            {
                Take(reader, () =>
                {
                    Assert.True(reader.Receiver.TryReceive(out int item));
                    return item;
                });
            }
        }

        private void Take(Reader reader, Func<int> take)
        {
            if (reader.Position < Oldest)
            {
                Assert.Equal(Oldest - reader.Position, Assert.Throws<BroadcastLaggedException>(() => take()).Missed);
                reader.Position = Oldest;
            }
            else if (reader.Position < _sent)
            {
                Assert.Equal(reader.Position++, take());
            }
            else
            {
                Assert.Throws<ChannelClosedException>(() => take());
            }
        }
    }

    private sealed class Reader(BroadcastReceiver<int> receiver)
    {
        public BroadcastReceiver<int> Receiver => receiver;

        public required int Position { get; set; }

        public CancellationTokenSource Source { get; set; } = new();

        public LitenTask<int>? Wait { get; set; }

        public void End(Action end)
        {
            if (Wait is not null)
            {
                end();
                Wait = null;
            }
        }
    }

    private static int Result(LitenTask<int> wait) => wait.GetAwaiter().GetResult();
}
