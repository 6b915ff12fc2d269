#pragma warning disable xUnit1051 // Whether there is a token is what these tests are about.

namespace Liten.Tests.Timers;

/// <summary>Receivers that wait for a delay queue's items.</summary>
public sealed class DelayQueueWaitTests : TimerDriverRig
{
    private readonly DelayQueue<string> _queue;
    private readonly List<string> _received = [];

    public DelayQueueWaitTests() => _queue = new DelayQueue<string>();

    [Fact]
    public void AWaitingReceiver_GetsTheItemAtItsTime()
    {
        Receive("1");
        _queue.Insert("a", s_wholeTicks);
        Assert.Equal(1, _driver.Count);

        _clock.AdvanceTo((25 * Tick) - 1);
        Assert.False(_driver.RunDue());
        Fire(TimeSpan.FromTicks(1));

        Assert.Equal(["1: a"], _received);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void AnEarlierItem_IsWaitedForInsteadOfTheLater()
    {
        Receive("1");
        _queue.Insert("later", s_hour);
        int before = _movedUp;
        _queue.Insert("earlier", s_wholeTicks);

        Assert.Equal(before + 1, _movedUp);
        Assert.Equal(1, _driver.Count);
        Fire(s_wholeTicks);
        Assert.Equal(["1: earlier"], _received);
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public void ADueItem_GoesToTheWaitingReceiverAtOnce()
    {
        Receive("1");

        _queue.Insert("a", TimeSpan.Zero);
        _scheduler.RunAll();

        Assert.Equal(["1: a"], _received);
    }

    [Fact]
    public void ResetAndRemoveOfTheFirst_MoveTheWait()
    {
        DelayKey first = _queue.Insert("a", s_wholeTicks);
        DelayKey second = _queue.Insert("b", s_wholeTicks * 2);
        Receive("1");
        Assert.True(_queue.Reset(first, s_wholeTicks * 4));
        Assert.InRange(_driver.NextDeadline, 25 * Tick, 50 * Tick);
        Assert.True(_queue.Remove(second, out _));
        Assert.InRange(_driver.NextDeadline, 50 * Tick, 100 * Tick);
        Assert.True(_queue.Reset(first, s_wholeTicks));

        Fire(s_wholeTicks);

        Assert.Equal(["1: a"], _received);
    }

    [Fact]
    public void SeveralReceivers_AreServedInTheirOrder_AndNobodyOvertakes()
    {
        Receive("1");
        Receive("2");
        _queue.Insert("a", s_wholeTicks);
        _queue.Insert("b", s_wholeTicks);
        _queue.Insert("c", s_wholeTicks);
        _clock.Advance(s_wholeTicks);

        // Due, and the wheel has not called yet: those who wait come first.
        Assert.True(_queue.TryReceive(out string? third));

        Assert.Equal("c", third);
        _scheduler.RunAll();
        Assert.Equal(["1: a", "2: b"], _received);
        Assert.False(_queue.TryReceive(out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Edge01_ACancelledWait_LeavesAtOnceAndTheOthersKeepTheirOrder(int cancelled)
    {
        var cancellations = new CancellationTokenSource[3];
        for (int i = 0; i < 3; i++)
        {
            cancellations[i] = new CancellationTokenSource();
            Receive($"{i}", cancellations[i].Token);
        }

        cancellations[cancelled].Cancel();
        _scheduler.RunAll();
        Assert.Equal([$"{cancelled}: cancelled"], _received);
        Assert.Contains("2 waiting", _queue.ToString(), StringComparison.Ordinal);
        _queue.Insert("a", s_wholeTicks);
        _queue.Insert("b", s_wholeTicks);
        Fire(s_wholeTicks);

        string[] rest = [.. Enumerable.Range(0, 3).Where(i => i != cancelled).Select((receiver, i) => $"{receiver}: {"ab"[i]}")];
        Assert.Equal([$"{cancelled}: cancelled", .. rest], _received);
    }

    [Fact]
    public void TheLastReceiversCancellation_TakesTheTimerOut()
    {
        using var cancellation = new CancellationTokenSource();
        _queue.Insert("a", s_hour);
        Assert.Equal(0, _driver.Count);
        Receive("1", cancellation.Token);
        Assert.Equal(1, _driver.Count);

        cancellation.Cancel();

        Assert.Equal(0, _driver.Count);
        Assert.Equal(long.MaxValue, _driver.NextDeadline);
    }

    [Fact]
    public void Edge07_GrantedThenCancelled_TheGrantStands()
    {
        using var cancellation = new CancellationTokenSource();
        Receive("1", cancellation.Token);
        _queue.Insert("a", s_wholeTicks);
        _clock.Advance(s_wholeTicks);
        _driver.RunDue();

        cancellation.Cancel();
        _scheduler.RunAll();

        Assert.Equal(["1: a"], _received);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void Edge09_AReceiveThatThrewTookNothing()
    {
        using var cancellation = new CancellationTokenSource();
        _queue.Insert("a", s_wholeTicks);
        Receive("1", cancellation.Token);
        _clock.Advance(s_wholeTicks);
        cancellation.Cancel();
        _driver.RunDue();
        _scheduler.RunAll();
        Assert.Equal(["1: cancelled"], _received);

        Receive("2");

        Assert.Equal(["1: cancelled", "2: a"], _received);
    }

    [Fact]
    public void ACancelledToken_IsRefusedAlsoWhenAnItemIsDue()
    {
        _queue.Insert("a", TimeSpan.Zero);

        Receive("1", new CancellationToken(canceled: true));

        Assert.Equal(["1: cancelled"], _received);
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public void AnAbortedTask_TakesNothing()
    {
        JoinHandle first = Receive("1");
        Receive("2");
        _queue.Insert("a", s_wholeTicks);

        first.Abort();
        Fire(s_wholeTicks);

        Assert.True(first.WasAborted);
        Assert.Equal(["2: a"], _received);
    }

    [Fact]
    public void Clear_LetsReceiversGoOnWaiting()
    {
        Receive("1");
        _queue.Insert("a", s_wholeTicks);

        _queue.Clear();
        Fire(s_wholeTicks);
        Assert.Empty(_received);
        _queue.Insert("b", s_wholeTicks);
        Fire(s_wholeTicks);

        Assert.Equal(["1: b"], _received);
    }

    [Fact]
    public void AwaitForeach_GivesItemsAsTheyBecomeDue()
    {
        using var cancellation = new CancellationTokenSource();
        JoinHandle task = Spawn(async () =>
        {
            await foreach (string item in _queue.WithCancellation(cancellation.Token))
            {
                _received.Add(item);
            }
        });
        _scheduler.RunAll();
        _queue.Insert("b", s_wholeTicks * 2);
        _queue.Insert("a", s_wholeTicks);
        Fire(s_wholeTicks);
        Assert.Equal(["a"], _received);
        Fire(s_wholeTicks);
        Assert.Equal(["a", "b"], _received);

        cancellation.Cancel();
        _scheduler.RunAll();

        Assert.True(task.IsCompleted);
    }

    [Fact]
    public void TheRuntimesEnd_EndsTheWaitsAndKeepsTheItems()
    {
        Receive("empty");
        _driver.Close();
        _scheduler.RunAll();
        Assert.Equal(["empty: ended"], _received);

        _queue.Insert("a", TimeSpan.Zero);
        _queue.Insert("b", s_hour);
        Receive("due");
        Receive("later");

        Assert.Equal(["empty: ended", "due: a", "later: ended"], _received);
        Assert.Equal(1, _queue.Count);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void OutsideOfEveryRuntime_AWaitIsServedToo()
    {
        _scope.Dispose();
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).Build();
        var queue = new DelayQueue<int>(runtime.TimeProvider);
        Task<int> received = Task.Run(async () => await queue.ReceiveAsync(CancellationToken.None));

        queue.Insert(7, TimeSpan.FromMilliseconds(2));

        Assert.Equal(7, Patience.Get(received));
    }

    [Fact]
    public void WarmWaits_AllocateNothing()
    {
        int received = 0;
        JoinHandle task = Spawn(async () =>
        {
            while (true)
            {
                await _queue.ReceiveAsync();
                received++;
            }
        });
        _scheduler.RunAll();

        AllocationMeter.AssertNone(
            () =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    _queue.Insert("a", s_wholeTicks);
                    Fire(s_wholeTicks);
                }
            },
            rounds: 1);

        Assert.True(received >= 5000);
        task.Abort();
        _scheduler.RunAll();
    }

    private JoinHandle Receive(string name, CancellationToken cancellationToken = default)
    {
        JoinHandle task = Spawn(async () =>
        {
            try
            {
                string item = await _queue.ReceiveAsync(cancellationToken);
                _received.Add($"{name}: {item}");
            }
            catch (TaskAbortedException) when (_driver.IsClosedUnsynchronized)
            {
                _received.Add($"{name}: ended");
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                _received.Add($"{name}: cancelled");
            }
        });
        _scheduler.RunAll();
        return task;
    }
}
