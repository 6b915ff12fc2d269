using Liten.Tests.Sync.Locks;

namespace Liten.Tests.Selects;

/// <summary>The cases of times: ticks and delay queues. Who loses has taken nothing, and nobody is left in the wheel.</summary>
public sealed class SelectTimeTests : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly TaskLab _lab = new();
    private readonly Interval _interval;
    private readonly DelayQueue<int> _queue;
    private readonly MpscSender<int> _sender;
    private readonly MpscReceiver<int> _receiver;
    private readonly Select _select = Select.Create(SelectOrder.AsListed);

    public SelectTimeTests()
    {
        _interval = new Interval(_lab.Timers, s_period, s_period, MissedTickBehavior.Burst);
        _queue = new DelayQueue<int>(new LitenTimeProvider(_lab.Runtime.Host));
        (_sender, _receiver) = Mpsc.CreateUnbounded<int>();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Tick_EachRound_TakesOneAfterTheOther()
    {
        SelectSignal tick = _select.Tick(_interval);
        for (int number = 1; number <= 3; number++)
        {
            JoinHandle<int> round = Round();
            Assert.False(round.IsCompleted);
            PassTime();
            Assert.Equal(1, round.Result());
            Assert.True(tick.Won());
            Assert.Equal(number, _interval.Number);
        }

        Assert.Equal(0, _lab.Timers.Count);
    }

    [Fact]
    public void Tick_MissedOnes_AreThereAtOnce()
    {
        SelectSignal tick = _select.Tick(_interval);
        PassTime(3);

        Assert.True(_select.TryNext() && tick.Won());
        Assert.True(_select.TryNext() && tick.Won());
        Assert.True(_select.TryNext() && tick.Won());
        Assert.False(_select.TryNext());
        Assert.Equal(3, _interval.Number);
    }

    [Fact]
    public void Tick_AnotherCaseWins_IsLeftToTheNextRound()
    {
        SelectCase<int> item = _select.Receive(_receiver);
        SelectSignal tick = _select.Tick(_interval);
        JoinHandle<int> round = Round();
        _sender.TrySend(1);
        PassTime();

        Assert.Equal(1, round.Result());
        Assert.True(item.Won(out _));
        Assert.False(tick.Won());
        Assert.Equal((0, 0), (_interval.Number, _lab.Timers.Count));
        Assert.True(_select.TryNext() && tick.Won());
    }

    [Theory]
    [InlineData("token", false)]
    [InlineData("abort", false)]
    [InlineData("token", true)]
    [InlineData("abort", true)]
    public void Times_CancelledOrAborted_HaveTakenNothing(string way, bool isDueMeanwhile)
    {
        using var source = new CancellationTokenSource();
        SelectSignal tick = _select.Tick(_interval);
        SelectCase<int> due = _select.Receive(_queue);
        _queue.Insert(5, s_period);
        JoinHandle<int> round = Round(source.Token);
        Assert.Equal(2, _lab.Timers.Count);
        if (isDueMeanwhile)
        {
            _lab.Clock.Advance(s_period);
        }

        if (way == "abort")
        {
            round.Abort();
        }
        else
        {
            source.Cancel();
        }

        _lab.Runtime.RunAll();

        Assert.IsType<OperationCanceledException>(Record.Exception(() => round.Result()), exactMatch: way == "token");
        Assert.False(tick.Won() || due.Won(out _));
        Assert.Equal((0, 0, 1), (_lab.Timers.Count, _interval.Number, _queue.Count));
        Assert.Contains("0 waiting", _queue.ToString(), StringComparison.Ordinal);

        // Both are free for others.
        _lab.Clock.Advance(s_period);
        JoinHandle<int> others = _lab.Begin(
            "LitenTask", async () => await _interval.TickAsync(Token) ? await _queue.ReceiveAsync(Token) : 0);
        Assert.Equal(5, others.Result());
    }

    // Each state in which a round can end: found at once, waiting, and come while it waits but not yet resumed.
    [Theory]
    [InlineData("before")]
    [InlineData("while it waits")]
    [InlineData("after the other")]
    public void Times_BothCome_OneWinsAndTheOtherStays(string when)
    {
        SelectSignal tick = _select.Tick(_interval);
        SelectCase<int> due = _select.Receive(_queue);
        _queue.Insert(5, when == "after the other" ? 2 * s_period : s_period);
        if (when == "before")
        {
            PassTime();
        }

        JoinHandle<int> round = Round();
        if (when != "before")
        {
            PassTime();
        }

        Assert.Equal(1, round.Result());
        bool ticked = tick.Won();
        Assert.NotEqual(ticked, due.Won(out _));
        Assert.Equal(ticked ? (1, 1) : (0, 0), (_interval.Number, _queue.Count));
        Assert.Equal(0, _lab.Timers.Count);

        PassTime();
        Assert.True(_select.TryNext());
        Assert.True(ticked || tick.Won());
        _ = tick.Won() || due.Won(out _);
    }

    [Fact]
    public void Tick_ResetWhileItWaits_ComesOnePeriodAfterThat()
    {
        SelectSignal tick = _select.Tick(_interval);
        JoinHandle<int> round = Round();
        _lab.Clock.Advance(s_period / 2);
        _interval.Reset();
        _lab.Clock.Advance(s_period / 2);
        _lab.Timers.RunDue();
        _lab.Runtime.RunAll();
        Assert.False(round.IsCompleted);

        PassTime();

        Assert.Equal(1, round.Result());
        Assert.True(tick.Won());
    }

    [Fact]
    public void Tick_ResetBetweenItsTimeAndTheRoundsEnd_IsWaitedForAgain()
    {
        SelectSignal tick = _select.Tick(_interval);
        JoinHandle<int> round = Round();
        _lab.Clock.Advance(s_period);
        _lab.Timers.RunDue();
        _interval.Reset();
        _lab.Runtime.RunAll();
        Assert.False(round.IsCompleted);
        Assert.Equal((0, 1), (_interval.Number, _lab.Timers.Count));

        PassTime();

        Assert.Equal(1, round.Result());
        Assert.True(tick.Won());
        Assert.Equal(1, _interval.Number);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tick_OfADisposedInterval_LeavesTheSelect(bool whileItWaits)
    {
        SelectSignal tick = _select.Tick(_interval);
        SelectCase<int> item = _select.Receive(_receiver);
        JoinHandle<int>? round = whileItWaits ? Round() : null;
        _interval.Dispose();
        _lab.Runtime.RunAll();
        round ??= Round();

        Assert.False(round.IsCompleted);
        Assert.True(tick.HasEnded);
        _sender.TrySend(1);
        _lab.Runtime.RunAll();
        Assert.Equal(1, round.Result());
        Assert.True(item.Won(out _));
        Assert.Equal(0, _lab.Timers.Count);
    }

    [Fact]
    public void Tick_AloneAndDisposed_EndsTheSelect()
    {
        _select.Tick(_interval);
        JoinHandle<int> round = Round();
        _interval.Dispose();
        _lab.Runtime.RunAll();
        Assert.Equal(0, round.Result());
        Assert.True(_select.HasEnded);
    }

    [Fact]
    public void Tick_BesideAChannelThatHasEnded_DoesNotKeepTheSelectGoing()
    {
        _select.Receive(_receiver);
        _select.Tick(_interval);
        _sender.Dispose();
        Assert.Equal(0, Round().Result());
    }

    [Fact]
    public void Tick_TwoWait_TheSecondIsRefusedAndTheFirstGoesOn()
    {
        SelectSignal tick = _select.Tick(_interval);
        JoinHandle<int> round = Round();
        Assert.Contains("make an interval", Assert.Throws<InvalidOperationException>(() => _interval.TickAsync(Token)).Message, StringComparison.Ordinal);
        Select other = Select.Create();
        other.Tick(_interval);
        Assert.Throws<InvalidOperationException>(() => other.TryNext());
        JoinHandle<int> refused = _lab.Begin("LitenTask", async () => await other.NextAsync(Token) ? 1 : 0);
        Assert.Throws<InvalidOperationException>(() => refused.Result());
        Select ordered = Select.Create(SelectOrder.AsListed);
        ordered.Tick(_interval);
        refused = _lab.Begin("LitenTask", async () => await ordered.NextAsync(Token) ? 1 : 0);
        Assert.Throws<InvalidOperationException>(() => refused.Result());

        PassTime();

        Assert.Equal(1, round.Result());
        Assert.True(tick.Won());
        Assert.False(other.TryNext());
    }

    [Fact]
    public void Tick_WhileTickAsyncWaits_IsRefusedAndThatOneGoesOn()
    {
        _select.Tick(_interval);
        JoinHandle<int> waiting = _lab.Begin("LitenTask", async () => await _interval.TickAsync(Token) ? 1 : 0);
        Assert.Throws<InvalidOperationException>(() => _select.TryNext());
        Assert.Throws<InvalidOperationException>(() => Round().Result());

        PassTime();

        Assert.Equal(1, waiting.Result());
        Assert.False(_select.TryNext());
    }

    [Fact]
    public void Receive_DelayQueue_AnotherCaseWins_LeavesTheItemAndTheWheel()
    {
        SelectCase<int> item = _select.Receive(_receiver);
        SelectCase<int> due = _select.Receive(_queue);
        _queue.Insert(5, s_period);
        JoinHandle<int> round = Round();
        Assert.Equal(1, _lab.Timers.Count);
        _sender.TrySend(1);
        PassTime();

        Assert.Equal(1, round.Result());
        Assert.True(item.Won(out _));
        Assert.False(due.Won(out _));
        Assert.Equal(0, _lab.Timers.Count);
        Assert.True(_queue.TryReceive(out int left));
        Assert.Equal(5, left);
    }

    [Fact]
    public void Receive_DelayQueue_AnEarlierItemComes_WinsAtItsTime()
    {
        SelectCase<int> due = _select.Receive(_queue);
        _queue.Insert(2, TimeSpan.FromDays(1));
        JoinHandle<int> round = Round();
        _queue.Insert(1, s_period);

        PassTime();

        Assert.Equal(1, round.Result());
        Assert.True(due.Won(out int first));
        Assert.Equal(1, first);
        Assert.Equal((1, 0), (_queue.Count, _lab.Timers.Count));
    }

    [Fact]
    public void Receive_DelayQueue_WhoCameBefore_IsServedBefore()
    {
        SelectCase<int> due = _select.Receive(_queue);
        JoinHandle<int> first = _lab.Begin("LitenTask", async () => await _queue.ReceiveAsync(Token));
        JoinHandle<int> round = Round();
        _queue.Insert(1, s_period);
        _queue.Insert(2, s_period);

        PassTime();

        Assert.Equal((1, 1), (first.Result(), round.Result()));
        Assert.True(due.Won(out int second));
        Assert.Equal(2, second);
    }

    [Fact]
    public void Receive_DelayQueue_WonAndNotTaken_IsBackAndDueAfterDispose()
    {
        _select.Receive(_queue);
        _queue.Insert(5, TimeSpan.Zero);
        Assert.True(_select.TryNext());
        Assert.Equal(0, _queue.Count);
        Assert.Throws<InvalidOperationException>(() => _select.TryNext());

        _select.Dispose();

        Assert.True(_queue.TryReceive(out int back));
        Assert.Equal(5, back);
    }

    [Theory]
    [InlineData("tick")]
    [InlineData("delay queue")]
    public void TheEndOfTheRuntime_EndsTheRound(string source)
    {
        _ = source == "tick" ? (object)_select.Tick(_interval) : _select.Receive(_queue);
        JoinHandle<int> round = Round();
        _lab.Timers.Close();
        _lab.Runtime.RunAll();
        Assert.Throws<TaskAbortedException>(() => round.Result());
        Assert.Throws<TaskAbortedException>(() => Round().Result());
    }

    [Fact]
    public void Times_InRoundsThatAreWarm_AllocateNothing()
    {
        SelectSignal tick = _select.Tick(_interval);
        SelectCase<int> due = _select.Receive(_queue);
        long sum = 0;
        JoinHandle<int> task = _lab.Begin("LitenTask", async () =>
        {
            while (await _select.NextAsync(CancellationToken.None))
            {
                sum += due.Won(out int item) ? item : tick.Won() ? 1000 : 0;
            }

            return 1;
        });
        PassTime();

        AllocationMeter.AssertNone(() =>
        {
            _queue.Insert(1, s_period / 2);
            PassTime();
        });
        Assert.True(sum > 1000);
        task.Abort();
        _lab.Runtime.RunAll();
    }

    [Fact]
    public void Null_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => _select.Tick(null!));
        Assert.Throws<ArgumentNullException>(() => _select.Receive((DelayQueue<int>)null!));
    }

    private JoinHandle<int> Round(CancellationToken? token = null)
        => _lab.Begin("LitenTask", async () => await _select.NextAsync(token ?? CancellationToken.None) ? 1 : 0);

    private void PassTime(int periods = 1)
    {
        // A tick of the wheel more: it rounds up.
        _lab.Clock.Advance((periods * s_period) + TimeSpan.FromMilliseconds(1));
        _lab.Timers.RunDue();
        _lab.Runtime.RunAll();
    }
}
