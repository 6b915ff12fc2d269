#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

using CsCheck;

namespace Liten.Tests.Timers;

/// <summary>Any sequence of inserts, resets, removals, waits, cancellations and passing time does what a sorted list would do.</summary>
public sealed class DelayQueueModelTests : TimerDriverRig
{
    private enum Operation
    {
        Insert,
        InsertMany,
        Reset,
        Remove,
        RemoveStale,
        TryReceive,
        Receive,
        Cancel,
        Pass,
        PassLong,
        Clear,
    }

    [Fact]
    public void AnySequence_AgainstASortedList_Agrees() => Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, 1000]).Array[0, 80].Sample(Play, iter: 3000, threads: 1);

    private void Play((Operation Operation, int Number)[] sequence)
    {
        // CsCheck runs it on whatever thread it likes.
        using var scope = new WorkerScope(_host);
        var model = new Model(_driver, _clock, _scheduler);
        foreach ((Operation operation, int number) in sequence)
        {
            model.Do(operation, number);
        }

        model.End();
    }

    /// <summary>The queue beside what it should be.</summary>
    private sealed class Model(TimerDriver driver, ManualClock clock, ManualScheduler scheduler)
    {
        private readonly DelayQueue<int> _queue = new();
        private readonly List<(long Due, long Order, int Item, DelayKey Key)> _items = [];
        private readonly List<DelayKey> _stale = [];
        private readonly Queue<(LitenTask<int> Wait, CancellationTokenSource Source)> _waits = new();
        private int _next;
        private long _order;

        public void Do(Operation operation, int number)
        {
            switch (operation)
            {
                case Operation.Insert:
                    Insert(number);
                    break;
                case Operation.InsertMany:
                    for (int i = 0; i < 70; i++)
                    {
                        Insert((number * (i + 1)) % 1000);
                    }

                    break;
                case Operation.Reset when _items.Count > 0:
                    (long _, long _, int item, DelayKey key) = _items[number % _items.Count];
                    _items.RemoveAt(number % _items.Count);
                    Assert.True(_queue.Reset(key, Delay(number)));
                    _items.Add((Due(number), _order++, item, key));
                    break;
                case Operation.Remove when _items.Count > 0:
                    var removed = _items[number % _items.Count];
                    _items.RemoveAt(number % _items.Count);
                    _stale.Add(removed.Key);
                    Assert.True(_queue.Remove(removed.Key, out int found));
                    Assert.Equal(removed.Item, found);
                    break;
                case Operation.RemoveStale when _stale.Count > 0:
                    Assert.False(_queue.Remove(_stale[number % _stale.Count], out _));
                    Assert.False(_queue.Reset(_stale[number % _stale.Count], TimeSpan.Zero));
                    break;
                case Operation.TryReceive:
                    bool isDue = TakeDue(out int expected);
                    Assert.Equal(isDue, _queue.TryReceive(out int received));
                    Assert.Equal(expected, received);
                    break;
                case Operation.Receive:
                    var source = new CancellationTokenSource();
                    _waits.Enqueue((_queue.ReceiveAsync(source.Token), source));
                    break;
                case Operation.Cancel when _waits.Count > 0:
                    Cancel(number % _waits.Count);
                    break;
                case Operation.Pass or Operation.PassLong:
                    clock.AdvanceTo(clock.Nanoseconds + (Tick * number * (operation == Operation.Pass ? 1 : 50)));
                    driver.RunDue();
                    break;
                case Operation.Clear:
                    _stale.AddRange(_items.Select(static item => item.Key));
                    _items.Clear();
                    _queue.Clear();
                    break;
            }

            Check();
        }

        public void End()
        {
            while (_waits.Count > 0)
            {
                Cancel(0);
            }

            Check();
            Assert.Equal(0, driver.Count);
            _items.Clear();
        }

        private static TimeSpan Delay(int number) => s_wholeTicks * (number / 10);

        private long Due(int number) => clock.Nanoseconds + Nanoseconds.In(Delay(number));

        private void Insert(int number)
        {
            DelayKey key = _queue.Insert(++_next, Delay(number));
            _items.Add((Due(number), _order++, _next, key));
        }

        private bool TakeDue(out int item)
        {
            item = 0;
            (long Due, long Order, int Item, DelayKey Key)[] due = [.. _items.Where(entry => entry.Due <= clock.Nanoseconds).OrderBy(entry => (entry.Due, entry.Order)).Take(1)];
            if (due.Length == 0)
            {
                return false;
            }

            _items.Remove(due[0]);
            _stale.Add(due[0].Key);
            item = due[0].Item;
            return true;
        }

        private void Check()
        {
            // Due items go to those who wait, in both orders.
            while (_waits.Count > 0 && TakeDue(out int expected))
            {
                Assert.True(_waits.Peek().Wait.IsCompleted);
                Assert.Equal(expected, _waits.Dequeue().Wait.GetAwaiter().GetResult());
            }

            Assert.DoesNotContain(_waits, static wait => wait.Wait.IsCompleted);
            Assert.Equal(_items.Count, _queue.Count);
            Assert.Equal(_waits.Count > 0 ? 1 : 0, driver.Count);
            Assert.Equal($"DelayQueue<Int32> ({_items.Count} items, {_waits.Count} waiting)", _queue.ToString());
        }

        private void Cancel(int index)
        {
            (LitenTask<int> Wait, CancellationTokenSource Source)[] waits = [.. _waits];
            _waits.Clear();
            for (int i = 0; i < waits.Length; i++)
            {
                if (i == index)
                {
                    waits[i].Source.Cancel();
                    scheduler.RunAll();
                    Assert.Throws<OperationCanceledException>(() => waits[index].Wait.GetAwaiter().GetResult());
                }
                else
                {
                    _waits.Enqueue(waits[i]);
                }
            }
        }
    }
}
