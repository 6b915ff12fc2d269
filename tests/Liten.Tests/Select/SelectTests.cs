namespace Liten.Tests.Selects;

/// <summary>One case wins each round, whatever it waits for, and the others take nothing.</summary>
public sealed class SelectTests : IDisposable
{
    private readonly TaskLab _lab = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each source, in both ways to win: found ready, and come while the select waits.</summary>
    public static TheoryData<string, bool> Sources
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string source in SelectSources.Names)
            {
                if (source != "after")
                {
                    data.Add(source, true);
                }

                data.Add(source, false);
            }

            return data;
        }
    }

    public void Dispose() => _lab.Dispose();

    [Theory]
    [MemberData(nameof(Sources))]
    public void NextAsync_WhateverItWaitsFor_WinsAndLeavesTheOtherAlone(string name, bool isReady)
    {
        var source = new SelectSources(_lab, name);
        (MpscSender<int> other, MpscReceiver<int> silent) = Mpsc.CreateUnbounded<int>();
        using Select select = Select.Create();
        SelectCase<int> quiet = select.Receive(silent);
        Func<bool> won = source.AddTo(select);
        if (isReady)
        {
            source.Happen();
        }

        JoinHandle<int> task = _lab.Begin("LitenTask", async () => await select.NextAsync() ? 1 : 0);
        Assert.Equal(isReady, task.IsCompleted);
        if (!isReady)
        {
            source.Happen();
            _lab.Runtime.RunAll();
        }

        Assert.Equal(1, Outcome(task));
        Assert.True(won());
        Assert.False(won());
        Assert.False(quiet.Won(out _));
        Assert.Contains("0 receiving", silent.ToString(), StringComparison.Ordinal);
        Assert.True(other.TrySend(7));
        Assert.True(silent.TryReceive(out int left));
        Assert.Equal(7, left);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void TryNext_WhateverItWaitsFor_WinsOnlyIfItIsThere(string name, bool isReady)
    {
        var source = new SelectSources(_lab, name);
        using Select select = Select.Create(SelectOrder.AsListed);
        Func<bool> won = source.AddTo(select);
        JoinHandle<int> task = _lab.Begin("LitenTask", () =>
        {
            if (isReady)
            {
                source.Happen();
            }

            return new LitenTask<int>(select.TryNext() ? 1 : 0);
        });

        Assert.Equal(isReady ? 1 : 0, Outcome(task));
        Assert.Equal(isReady, won());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NextAsync_CancelledOrAborted_HasTakenNothingAndLeavesEveryQueue(bool abort)
    {
        (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(2);
        (MpmcSender<int> full, MpmcReceiver<int> fullReceiver) = Mpmc.CreateBounded<int>(1);
        full.TrySend(1);
        var notify = new AsyncNotify();
        using var source = new CancellationTokenSource();
        using Select select = Select.Create();
        SelectCase<int> item = select.Receive(receiver);
        SelectSend<int> send = select.Send(full);
        SelectCase<AsyncMutexGuard<int>> guard = select.Lock(_lab.Mutex);
        SelectSignal notified = select.Wait(notify);
        SelectSignal later = select.After(TimeSpan.FromDays(1));
        send.Value = 2;
        JoinHandle<int> task = _lab.Begin("LitenTask", async () => await select.NextAsync(source.Token) ? 1 : 0);

        if (abort)
        {
            task.Abort();
        }
        else
        {
            source.Cancel();
        }

        _lab.Runtime.RunAll();

        Assert.IsType<OperationCanceledException>(Record.Exception(() => Outcome(task)), exactMatch: !abort);
        Assert.False(item.Won(out _) || send.Won() || guard.Won(out _) || notified.Won() || later.Won());
        Assert.Equal("0 waiting", Waiting(_lab.Mutex.ToString()));
        Assert.Equal("0 waiting", Waiting(notify.ToString()));
        Assert.Equal(0, _lab.Timers.Count);
        Assert.True(sender.TrySend(5));
        Assert.Equal(1, receiver.Count);
        Assert.True(fullReceiver.TryReceive(out int only));
        Assert.Equal(1, only);
        Assert.False(fullReceiver.TryReceive(out _));

        static string Waiting(string text) => text[(text.LastIndexOf(", ", StringComparison.Ordinal) + 2)..^1];
    }

    [Fact]
    public void AsListed_SeveralReady_TakesTheFirst()
    {
        (MpscSender<int> first, MpscReceiver<int> firstOut) = Mpsc.CreateUnbounded<int>();
        (MpscSender<int> second, MpscReceiver<int> secondOut) = Mpsc.CreateUnbounded<int>();
        using Select select = Select.Create(SelectOrder.AsListed);
        SelectCase<int> stop = select.Receive(firstOut);
        SelectCase<int> job = select.Receive(secondOut);
        second.TrySend(2);
        first.TrySend(1);

        Assert.True(select.TryNext());
        Assert.True(stop.Won(out int value));
        Assert.Equal(1, value);
        Assert.True(select.TryNext());
        Assert.True(job.Won(out value));
        Assert.Equal(2, value);
        Assert.False(select.TryNext());
    }

    [Fact]
    public void Random_AllReady_TakesEachAboutAsOften()
    {
        const int Cases = 4;
        const int Rounds = 4000;
        using Select select = Select.Create();
        SelectSend<int>[] sends = [.. Enumerable.Range(0, Cases).Select(_ => select.Send(Mpsc.CreateUnbounded<int>().Sender))];
        int[] wins = new int[Cases];
        for (int round = 0; round < Rounds; round++)
        {
            Assert.True(select.TryNext());
            wins[Array.FindIndex(sends, static send => send.Won())]++;
        }

        // Five standard deviations of a fair draw: 1000 +- 137.
        Assert.All(wins, static count => Assert.InRange(count, 863, 1137));
    }

    [Fact]
    public void NextAsync_Guards_KeepACaseOutOfTheRound()
    {
        (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateUnbounded<int>();
        sender.TrySend(1);
        using Select select = Select.Create();
        SelectCase<int> item = select.Receive(receiver);
        SelectSend<int> send = select.Send(Mpsc.CreateUnbounded<int>().Sender);
        item.IsEnabled = false;

        Assert.True(select.TryNext());
        Assert.True(send.Won());
        Assert.False(item.Won(out _));
        Assert.Equal(1, receiver.Count);
    }

    [Fact]
    public void NextAsync_NothingEnabled_ThrowsAtTheCall()
    {
        using Select select = Select.Create();
        Assert.Contains("No case", Assert.Throws<InvalidOperationException>(() => _ = select.NextAsync(Token)).Message, StringComparison.Ordinal);
        SelectCase<int> item = select.Receive(Mpsc.CreateUnbounded<int>().Receiver);
        item.IsEnabled = false;
        Assert.Throws<InvalidOperationException>(() => _ = select.NextAsync(Token));
    }

    [Fact]
    public void NextAsync_ValueNotTaken_ThrowsAndNamesTheCase()
    {
        (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateUnbounded<int>();
        sender.TrySend(1);
        using Select select = Select.Create();
        SelectCase<int> item = select.Receive(receiver);
        Assert.True(select.TryNext());

        var thrown = Assert.Throws<InvalidOperationException>(() => _ = select.NextAsync(Token));

        Assert.Contains("MpscReceiver<Int32>", thrown.Message, StringComparison.Ordinal);
        Assert.True(item.Won(out int value));
        Assert.Equal(1, value);
    }

    [Fact]
    public void Dispose_ValuesNotTaken_GivesThemBack()
    {
        var mutex = new AsyncMutex<int>(0);
        var dropped = new List<int>();
        (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded(4, System.Threading.Channels.BoundedChannelFullMode.Wait, (Action<int>)dropped.Add);
        sender.TrySend(3);
        foreach (bool isLock in (bool[])[true, false])
        {
            using Select select = Select.Create();
            _ = isLock ? (object)select.Lock(mutex) : select.Receive(receiver);
            Assert.True(select.TryNext());
        }

        Assert.False(mutex.IsLocked);
        Assert.Equal([3], dropped);
    }

    [Fact]
    public void NextAsync_WhileOneIsUnderWay_ThrowsAtTheCall()
    {
        using Select select = Select.Create();
        (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateUnbounded<int>();
        SelectCase<int> item = select.Receive(receiver);
        LitenTask<bool> round = select.NextAsync(Token);
        Assert.Throws<InvalidOperationException>(() => _ = select.NextAsync(Token));
        Assert.Throws<InvalidOperationException>(() => select.TryNext());
        Assert.Throws<InvalidOperationException>(() => select.Receive(receiver));
        Assert.Throws<InvalidOperationException>(select.Dispose);
        sender.TrySend(1);
        _lab.Runtime.RunAll();
        Assert.True(round.IsCompleted);
        Assert.True(item.Won(out _));
    }

    private static int Outcome(JoinHandle<int> task)
    {
        Assert.True(task.IsCompleted, "the select still waits");
        return task.GetAwaiter().GetResult();
    }
}
