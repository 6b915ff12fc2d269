#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Timers;

/// <summary>Real threads: whatever the timing, every item comes out once, never early, or is still there.</summary>
public sealed class DelayQueueStressTests
{
    private const int Producers = 3;
    private const int ItemsPerProducer = 5_000;

    [Fact]
    public void InsertResetRemoveReceiveCancel_NothingIsLostOrDoubled()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        var queue = new DelayQueue<int>(it.Runtime.TimeProvider);
        var seen = new int[Producers * ItemsPerProducer];
        long[] due = new long[seen.Length];
        int left = seen.Length;
        using var done = new ManualResetEventSlim();

        for (int i = 0; i < 3; i++)
        {
            int number = i;
            _ = it.Runtime.Spawn(() => Receive(new Random(number)));
        }

        RuntimeUnderTest.CodeOnThread<bool>[] producers = [.. Enumerable.Range(0, Producers).Select(producer => it.Begin(() => Produce(producer)))];
        Array.ForEach(producers, producer => it.End(producer, "a producer"));
        it.WaitFor(done, "the last item");

        Assert.All(seen, static count => Assert.Equal(1, count));
        Assert.Equal(0, queue.Count);

        void Produce(int producer)
        {
            var random = new Random(producer);
            for (int i = 0; i < ItemsPerProducer; i++)
            {
                int item = (producer * ItemsPerProducer) + i;
                TimeSpan delay = TimeSpan.FromTicks(random.Next(20_000));
                Volatile.Write(ref due[item], it.Runtime.TimeProvider.GetTimestamp() + (delay.Ticks * 100));
                DelayKey key = queue.Insert(item, delay);
                if (random.Next(4) == 0)
                {
                    queue.Reset(key, delay * 2);
                }

                if (random.Next(4) == 0 && queue.Remove(key, out int removed))
                {
                    Assert.Equal(item, removed);
                    Note(item);
                }
            }
        }

        async LitenTask Receive(Random random)
        {
            while (Volatile.Read(ref left) > 0)
            {
                using var cancellation = new CancellationTokenSource();
                if (random.Next(3) == 0)
                {
                    cancellation.CancelAfter(TimeSpan.FromTicks(random.Next(20_000)));
                }

                try
                {
                    int item = await queue.ReceiveAsync(cancellation.Token);
                    Assert.True(it.Runtime.TimeProvider.GetTimestamp() >= Volatile.Read(ref due[item]), "early");
                    Note(item);
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                }
            }
        }

        void Note(int item)
        {
            Interlocked.Increment(ref seen[item]);
            if (Interlocked.Decrement(ref left) == 0)
            {
                done.Set();
            }
        }
    }
}
