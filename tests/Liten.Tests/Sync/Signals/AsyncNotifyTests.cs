using CsCheck;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // What blocks here has ended, or ends by a thread of its own.

namespace Liten.Tests.Sync.Signals;

/// <summary>One permit bit, first come first served, and a NotifyAll for those who wait at that moment.</summary>
public sealed class AsyncNotifyTests
{
    private readonly AsyncNotify _notify = new();

    private enum Operation
    {
        Wait,
        NotifyOne,
        NotifyAll,
        Cancel,
        WaitCancelled,
    }

    [Fact]
    public void NotifyOne_Twice_LeavesOnePermit()
    {
        _notify.NotifyOne();
        _notify.NotifyOne();
        Assert.Equal("AsyncNotify (a permit, 0 waiting)", _notify.ToString());

        Assert.True(_notify.WaitAsync().IsCompleted);
        Assert.False(_notify.WaitAsync().IsCompleted);
        Assert.Equal("AsyncNotify (no permit, 1 waiting)", _notify.ToString());
    }

    [Fact]
    public void NotifyAll_NobodyWaits_LeavesNoPermitAndTakesNone()
    {
        _notify.NotifyAll();
        Assert.False(_notify.WaitAsync().IsCompleted);
        _notify.NotifyOne();
        _notify.NotifyOne();
        _notify.NotifyAll();
        Assert.True(_notify.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Edge03_NotifyOneMeetsADecidedWait_GoesOnToTheNext()
    {
        LitenTask cancelled = _notify.WaitAsync();
        LitenTask next = _notify.WaitAsync();
        var node = (WaitNode<VoidResult>)cancelled.Source!;

        // What a token's callback does, with the notification in the middle of it.
        Assert.True(node.TryClaim());
        _notify.NotifyOne();
        node.SetException(new OperationCanceledException());

        Assert.Throws<OperationCanceledException>(() => cancelled.GetAwaiter().GetResult());
        next.GetAwaiter().GetResult();
    }

    [Fact]
    public void Edge03_NotifyOneMeetsADecidedWaitAlone_LeavesThePermit()
    {
        LitenTask cancelled = _notify.WaitAsync();
        var node = (WaitNode<VoidResult>)cancelled.Source!;
        Assert.True(node.TryClaim());
        _notify.NotifyOne();
        node.SetException(new OperationCanceledException());
        Assert.True(_notify.WaitAsync().IsCompleted);
    }

    /// <summary>
    /// More waiters than one batch; the first of them waits again and somebody notifies one as soon as he is woken, which is between
    /// two batches if the scheduler hands over at once.
    /// </summary>
    [Fact]
    public void Edge23_NotifyAll_NeverEndsTwoWaitsInARow()
    {
        const int count = 200;
        LitenTask[] first = [.. Enumerable.Range(0, count).Select(_ => _notify.WaitAsync())];
        LitenTask[] second = new LitenTask[count];
        using var done = new CountdownEvent(count);
        for (int i = 0; i < count; i++)
        {
            _ = WaitTwice(i);
        }

        _notify.NotifyAll();
        Assert.True(done.Wait(Patience.Limit));

        Assert.All(second, wait => Assert.False(wait.IsCompleted));
        _notify.NotifyAll();
        Assert.All(second, wait => wait.GetAwaiter().GetResult());

        async Task WaitTwice(int i)
        {
            await first[i];
            second[i] = _notify.WaitAsync();
            done.Signal();
        }
    }

    /// <summary>However the two meet: NotifyAll ends the waits that were there, and the notification is there for the next one.</summary>
    [Fact]
    public void Edge23_NotifyOneAfterAWaiterWasWokenByNotifyAll_KeepsItsPermit()
    {
        const int rounds = 200;
        const int waiters = 100;
        for (int round = 0; round < rounds; round++)
        {
            var notify = new AsyncNotify();
            LitenTask[] waits = [.. Enumerable.Range(0, waiters).Select(_ => notify.WaitAsync())];
            Race.Run(
                1,
                _ => notify.NotifyAll(),
                _ =>
                {
                    // Only then is it certain that this notification comes after the other.
                    Assert.True(SpinWait.SpinUntil(() => waits[0].IsCompleted, Patience.Limit));
                    notify.NotifyOne();
                });
            Assert.All(waits, wait => wait.GetAwaiter().GetResult());
            Assert.True(notify.WaitAsync().IsCompleted);
        }
    }

    [Fact]
    public void NotifyAll_TwoAtOnceWithManyWaiters_WakeAll()
    {
        for (int round = 0; round < 200; round++)
        {
            var notify = new AsyncNotify();
            LitenTask[] waits = [.. Enumerable.Range(0, 100).Select(_ => notify.WaitAsync())];
            Race.Run(1, _ => notify.NotifyAll(), _ => notify.NotifyAll());
            Assert.All(waits, wait => wait.GetAwaiter().GetResult());
            Assert.Equal("AsyncNotify (no permit, 0 waiting)", notify.ToString());
        }
    }

    [Fact]
    public void AnySequence_AgainstAQueueAndABit_Agrees()
        => Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, 1000]).Array[0, 60].Sample(Play, iter: 3000);

    private static void Play((Operation Operation, int Number)[] sequence)
    {
        var notify = new AsyncNotify();
        List<(LitenTask Wait, CancellationTokenSource Source)> queue = [];
        bool permit = false;
        foreach ((Operation operation, int number) in sequence)
        {
            switch (operation)
            {
                case Operation.Wait:
                    var source = new CancellationTokenSource();
                    LitenTask wait = notify.WaitAsync(source.Token);
                    Assert.Equal(permit, wait.IsCompleted);
                    if (!permit)
                    {
                        queue.Add((wait, source));
                    }

                    permit = false;
                    break;
                case Operation.NotifyOne:
                    notify.NotifyOne();
                    permit |= queue.Count == 0;
                    EndFirst(Math.Min(1, queue.Count));
                    break;
                case Operation.NotifyAll:
                    notify.NotifyAll();
                    EndFirst(queue.Count);
                    break;
                case Operation.Cancel when queue.Count > 0:
                    int position = number % queue.Count;
                    queue[position].Source.Cancel();
                    Assert.Throws<OperationCanceledException>(() => queue[position].Wait.GetAwaiter().GetResult());
                    queue.RemoveAt(position);
                    break;
                case Operation.WaitCancelled:
                    LitenTask refused = notify.WaitAsync(new CancellationToken(canceled: true));
                    Assert.Throws<OperationCanceledException>(() => refused.GetAwaiter().GetResult());
                    break;
            }

            Assert.Equal($"AsyncNotify ({(permit ? "a permit" : "no permit")}, {queue.Count} waiting)", notify.ToString());
            Assert.DoesNotContain(queue, waiter => waiter.Wait.IsCompleted);
        }

        void EndFirst(int count)
        {
            foreach ((LitenTask wait, CancellationTokenSource source) in queue.Take(count))
            {
                source.Cancel();
                wait.GetAwaiter().GetResult();
            }

            queue.RemoveRange(0, count);
        }
    }
}
