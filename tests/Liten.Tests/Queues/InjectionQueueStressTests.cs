namespace Liten.Tests.Queues;

public class InjectionQueueStressTests
{
    private const int Items = 1_000_000;

    private readonly InjectionQueue<Numbered> _queue = new();
    private readonly TakeTally _tally = new(Items);
    private readonly Numbered[] _items = Numbered.Create(Items);

    [Fact]
    public void TryPop_ManyPushersAndPoppers_EachItemIsTakenOnceAndInItsPushersOrder()
    {
        void Pusher(int self)
        {
            for (int i = self; i < Items; i += 2)
            {
                Assert.True(_queue.Push(_items[i]));
            }
        }

        void Popper()
        {
            int[] last = [-1, -1];
            SpinWait backoff = default;
            while (!_tally.IsComplete)
            {
                if (_queue.TryPop() is not { } item)
                {
                    backoff.SpinOnce(sleep1Threshold: -1);
                    continue;
                }

                Assert.True(item.Number > last[item.Number % 2], "a pusher's items came out of order");
                last[item.Number % 2] = item.Number;
                _tally.Take(item);
            }
        }

        WatchedThreads.Run(() => _tally.Total, () => Pusher(0), () => Pusher(1), Popper, Popper);

        _tally.AssertEachExactlyOnce();
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void Close_WhilePushing_AcceptedItemsAreTakenAndRefusedOnesAreNot()
    {
        int accepted = 0;
        int taken = 0;
        bool pushed = false;

        WatchedThreads.Run(
            () => Volatile.Read(ref accepted) + Volatile.Read(ref taken),
            () =>
            {
                foreach (Numbered item in _items)
                {
                    accepted += _queue.Push(item) ? 1 : 0;
                }

                Volatile.Write(ref pushed, true);
            },
            () =>
            {
                while (_queue.Count < 1_000 && !Volatile.Read(ref pushed))
                {
                }

                _queue.Close();
                while (!Volatile.Read(ref pushed) || !_queue.IsEmpty)
                {
                    taken += _queue.TryPop() is null ? 0 : 1;
                }
            });

        Assert.Equal(accepted, taken);
        Assert.False(_queue.Push(_items[0]));
    }

    // The protocol of the class header, with the two fences that it asks of the scheduler.
    [Fact]
    public void IsEmpty_SleepProtocol_LosesNoWakeup()
    {
        const int Rounds = 100_000;
        Parker consumer = new();
        Parker producer = new();
        int sleeping = 0;
        int consumed = 0;

        WatchedThreads.Run(
            () => Volatile.Read(ref consumed),
            () =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    _queue.Push(_items[i]);
                    Interlocked.MemoryBarrier();
                    if (Volatile.Read(ref sleeping) == 1)
                    {
                        consumer.Unpark();
                    }

                    if (i % 4 == 0)
                    {
                        producer.Park(); // So that the queue runs empty, and the consumer goes to sleep, all the time.
                    }
                }
            },
            () =>
            {
                while (consumed < Rounds)
                {
                    if (_queue.TryPop() is { } item)
                    {
                        consumed++;
                        if (item.Number % 4 == 0)
                        {
                            producer.Unpark();
                        }

                        continue;
                    }

                    Volatile.Write(ref sleeping, 1);
                    Interlocked.MemoryBarrier();
                    if (_queue.IsEmpty)
                    {
                        consumer.Park();
                    }

                    Volatile.Write(ref sleeping, 0);
                }
            });

        Assert.True(_queue.IsEmpty);
    }
}
