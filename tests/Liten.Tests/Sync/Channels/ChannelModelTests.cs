using System.Threading.Channels;
using CsCheck;

namespace Liten.Tests.Sync;

/// <summary>Any sequence of sends, receives, cancellations and closing does what a list beside two queues of names would do.</summary>
public sealed class ChannelModelTests
{
    private enum Operation
    {
        TrySend,
        SendAsync,
        SendMany,
        TryReceive,
        ReceiveAsync,
        ReceiveMany,
        CancelSender,
        CancelReceiver,
        Refused,
        Close,
        DisposeReceiver,
    }

    private static readonly Gen<(Operation, int)> s_step = Gen.Select(
        Gen.Frequency(
            (5, Gen.Const(Operation.TrySend)),
            (8, Gen.Const(Operation.SendAsync)),
            (3, Gen.Const(Operation.SendMany)),
            (5, Gen.Const(Operation.TryReceive)),
            (8, Gen.Const(Operation.ReceiveAsync)),
            (3, Gen.Const(Operation.ReceiveMany)),
            (3, Gen.Const(Operation.CancelSender)),
            (3, Gen.Const(Operation.CancelReceiver)),
            (1, Gen.Const(Operation.Refused)),
            (1, Gen.Const(Operation.Close)),
            (1, Gen.Const(Operation.DisposeReceiver))),
        Gen.Int[0, 1000]);

    [Fact]
    public void AnySequence_AgainstNaiveQueues_Agrees()
        => Gen.Select(Gen.OneOf(Gen.Int[0, 4], Gen.Const(70), Gen.Const(ChannelCore<int>.Unbounded)), Gen.Enum<BoundedChannelFullMode>(), s_step.Array[0, 80])
            .Sample((capacity, mode, steps) => Play(capacity, mode, steps), iter: 6000);

    private static void Play(int capacity, BoundedChannelFullMode mode, (Operation Operation, int Number)[] steps)
    {
        var model = new Model(capacity, mode);
        foreach ((Operation operation, int number) in steps)
        {
            model.Do(operation, number);
            model.Check();
        }
    }

    private sealed record Wait<T>(int Item, LitenTask<T> Task, CancellationTokenSource Source);

    /// <summary>The channel beside what it should be.</summary>
    private sealed class Model
    {
        private readonly int _capacity;
        private readonly BoundedChannelFullMode _mode;
        private readonly MpmcSender<int> _sender;
        private readonly MpmcReceiver<int> _receiver;
        private readonly List<int> _told = [];
        private readonly List<int> _items = [];
        private readonly List<int> _dropped = [];
        private readonly List<Wait<VoidResult>> _senders = [];
        private readonly List<Wait<int>> _receivers = [];
        private int _next;
        private int _sent;
        private bool _closed;
        private bool _gone;

        public Model(int capacity, BoundedChannelFullMode mode)
        {
            _capacity = capacity;
            _mode = mode;
            (_sender, _receiver) = Mpmc.CreateBounded<int>(capacity, mode, _told.Add);
        }

        public void Do(Operation operation, int number)
        {
            switch (operation)
            {
                case Operation.TrySend:
                    Assert.Equal(Sends(_next, out Wait<int>? receiver), _sender.TrySend(_next++));
                    Received(receiver);
                    break;
                case Operation.SendAsync:
                    SendAsync();
                    break;
                case Operation.SendMany:
                    SendMany(number % 100);
                    break;
                case Operation.TryReceive when !_gone:
                    bool found = Takes(out int item, out Wait<VoidResult>? sender);
                    Assert.Equal(found, _receiver.TryReceive(out int received));
                    Assert.Equal(item, received);
                    sender?.Task.Take();
                    break;
                case Operation.ReceiveAsync when !_gone:
                    ReceiveAsync();
                    break;
                case Operation.ReceiveMany when !_gone:
                    ReceiveMany(number % 100);
                    break;
                case Operation.CancelSender:
                    Cancel(_senders, number);
                    break;
                case Operation.CancelReceiver:
                    Cancel(_receivers, number);
                    break;
                case Operation.Refused when !_gone:
                    Assert.Throws<OperationCanceledException>(() => ChannelWaits.Take(_receiver.ReceiveAsync(new(true))));
                    Assert.Throws<OperationCanceledException>(() => ChannelWaits.Take(_sender.SendAsync(-1, new(true)).AsVoidResult));
                    break;
                case Operation.Close:
                    _sender.Close();
                    Close();
                    break;
                case Operation.DisposeReceiver:
                    _receiver.Dispose();
                    _gone = true;
                    _dropped.AddRange(_items);
                    _items.Clear();
                    Close();
                    break;
            }
        }

        public void Check()
        {
            Assert.Equal(_items.Count, _sender.Count);
            Assert.Equal(_dropped, _told);
            Assert.Equal((_sent, _dropped.Count, _sent - _dropped.Count - _items.Count), (_sender.Sent, _sender.Dropped, _receiver.Received));
            Assert.Equal((_closed, _closed && _items.Count == 0), (_sender.IsClosed, _receiver.IsClosed));
            Assert.DoesNotContain(_senders, wait => wait.Task.IsCompleted);
            Assert.DoesNotContain(_receivers, wait => wait.Task.IsCompleted);
            Assert.EndsWith($"{_receivers.Count} receiving, {_senders.Count} sending, {(_closed ? "closed" : "open")})", _sender.ToString());
        }

        private void SendAsync()
        {
            var source = new CancellationTokenSource();
            int item = _next++;
            bool closed = _closed;
            bool sends = Sends(item, out Wait<int>? receiver);
            LitenTask<VoidResult> task = _sender.SendAsync(item, source.Token).AsVoidResult;
            Received(receiver);
            if (sends || closed)
            {
                Assert.True(task.IsCompleted);
                Assert.Equal(closed, Fails(task));
            }
            else
            {
                _senders.Add(new(item, task, source));
            }
        }

        private void SendMany(int count)
        {
            var receivers = new List<Wait<int>?>();
            int sent = 0;
            while (sent < count && Sends(_next + sent, out Wait<int>? receiver))
            {
                receivers.Add(receiver);
                sent++;
            }

            Assert.Equal(sent, _sender.TrySendMany([.. Enumerable.Range(_next, count)]));
            receivers.ForEach(Received);
            _next += count;
        }

        private void ReceiveAsync()
        {
            var source = new CancellationTokenSource();
            bool takes = Takes(out int item, out Wait<VoidResult>? sender);
            LitenTask<int> task = _receiver.ReceiveAsync(source.Token);
            sender?.Task.Take();
            if (takes)
            {
                Assert.Equal(item, ChannelWaits.Take(task));
            }
            else if (_closed)
            {
                Assert.True(Fails(task));
            }
            else
            {
                _receivers.Add(new(0, task, source));
            }
        }

        private void ReceiveMany(int count)
        {
            var expected = new List<int>();
            var senders = new List<Wait<VoidResult>?>();
            while (expected.Count < count && Takes(out int item, out Wait<VoidResult>? sender))
            {
                expected.Add(item);
                senders.Add(sender);
            }

            int[] items = new int[count];
            Assert.Equal(expected, items[.._receiver.TryReceiveMany(items)]);
            senders.ForEach(sender => sender?.Task.Take());
        }

        /// <summary>Whether the item is sent at once, and to whom.</summary>
        private bool Sends(int item, out Wait<int>? receiver)
        {
            receiver = null;
            if (_closed || (_receivers.Count == 0 && _items.Count == _capacity && _mode == BoundedChannelFullMode.Wait))
            {
                return false;
            }

            _sent++;
            if (_receivers.Count > 0)
            {
                receiver = _receivers[0] with { Item = item };
                _receivers.RemoveAt(0);
                return true;
            }

            _items.Add(item);
            if (_items.Count > _capacity)
            {
                int place = _mode switch
                {
                    BoundedChannelFullMode.DropOldest => 0,
                    BoundedChannelFullMode.DropNewest => Math.Max(0, _items.Count - 2),
                    _ => _items.Count - 1,
                };
                _dropped.Add(_items[place]);
                _items.RemoveAt(place);
            }

            return true;
        }

        private bool Takes(out int item, out Wait<VoidResult>? sender)
        {
            sender = null;
            item = 0;
            if (_senders.Count > 0)
            {
                sender = _senders[0];
                _senders.RemoveAt(0);
                _items.Add(sender.Item);
                _sent++;
            }

            if (_items.Count == 0)
            {
                return false;
            }

            item = _items[0];
            _items.RemoveAt(0);
            return true;
        }

        private void Close()
        {
            _closed = true;
            Assert.All(_senders, wait => Assert.True(Fails(wait.Task)));
            Assert.All(_receivers, wait => Assert.True(Fails(wait.Task)));
            _senders.Clear();
            _receivers.Clear();
        }

        private static void Received(Wait<int>? receiver)
        {
            if (receiver is not null)
            {
                // Too late: the item has won.
                receiver.Source.Cancel();
                Assert.Equal(receiver.Item, ChannelWaits.Take(receiver.Task));
            }
        }

        private static void Cancel<T>(List<Wait<T>> waits, int number)
        {
            if (waits.Count > 0)
            {
                Wait<T> wait = waits[number % waits.Count];
                waits.Remove(wait);
                wait.Source.Cancel();
                Assert.Throws<OperationCanceledException>(() => ChannelWaits.Take(wait.Task));
            }
        }

        private static bool Fails<T>(LitenTask<T> task)
        {
            Assert.True(task.IsCompleted);
            try
            {
                ChannelWaits.Take(task);
                return false;
            }
            catch (ChannelClosedException)
            {
                return true;
            }
        }
    }
}
