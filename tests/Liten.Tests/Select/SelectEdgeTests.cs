using System.Threading.Channels;
using Liten.Tests.Sync.Locks;

namespace Liten.Tests.Selects;

/// <summary>What other runtimes' selects have got wrong.</summary>
public sealed class SelectEdgeTests : IDisposable
{
    private readonly TaskLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Edge30_OppositeSelectsOnTwoChannels_Meet()
    {
        (MpmcSender<int> first, MpmcReceiver<int> firstOut) = Mpmc.CreateBounded<int>(0);
        (MpmcSender<int> second, MpmcReceiver<int> secondOut) = Mpmc.CreateBounded<int>(0);
        JoinHandle<int> sending = _lab.Begin("LitenTask", () => SendOneAsync(first, second));
        JoinHandle<int> receiving = _lab.Begin("LitenTask", () => ReceiveOneAsync(secondOut, firstOut));

        Assert.True(sending.IsCompleted && receiving.IsCompleted);
        Assert.Equal(sending.Result(), receiving.Result());
    }

    [Fact]
    public void Edge30_BothDirectionsOfOneChannel_DoNotMatchThemselves()
    {
        (MpmcSender<int> sender, MpmcReceiver<int> receiver) = Mpmc.CreateBounded<int>(0);
        using Select select = Select.Create();
        SelectSend<int> send = select.Send(sender);
        SelectCase<int> receive = select.Receive(receiver);
        send.Value = 1;
        Assert.False(select.TryNext());
        JoinHandle<int> task = _lab.Begin("LitenTask", async () => await select.NextAsync() ? 1 : 0);
        Assert.False(task.IsCompleted);

        JoinHandle<int> other = _lab.Begin("LitenTask", async () => await receiver.ReceiveAsync());

        Assert.Equal(1, other.Result());
        Assert.True(send.Won());
        Assert.False(receive.Won(out _));
    }

    [Theory]
    [InlineData(SelectOrder.Random)]
    [InlineData(SelectOrder.AsListed)]
    public void Edge30_EndedSources_LeaveTheLoopAndEndIt(SelectOrder order)
    {
        (MpscSender<int> ended, MpscReceiver<int> endedOut) = Mpsc.CreateUnbounded<int>();
        (MpscSender<int> open, MpscReceiver<int> openOut) = Mpsc.CreateUnbounded<int>();
        ended.Dispose();
        using Select select = Select.Create(order);
        SelectCase<int> none = select.Receive(endedOut);
        SelectCase<int> one = select.Receive(openOut);
        SelectSignal later = select.After(TimeSpan.FromDays(1));
        JoinHandle<int> task = _lab.Begin("LitenTask", async () => await select.NextAsync() ? 1 : 0);
        Assert.False(task.IsCompleted);
        Assert.True(none.HasEnded);
        Assert.False(one.HasEnded || later.HasEnded || select.HasEnded);

        open.Close();
        _lab.Runtime.RunAll();

        Assert.Equal(0, task.Result());
        Assert.True(one.HasEnded && select.HasEnded);
        Assert.Equal(0, _lab.Timers.Count);
    }

    [Fact]
    public void Edge12_SourceClosedWithAnError_ThrowsIt()
    {
        (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateUnbounded<int>();
        using Select select = Select.Create();
        SelectCase<int> item = select.Receive(receiver);
        JoinHandle<int> task = _lab.Begin("LitenTask", async () => await select.NextAsync() ? 1 : 0);

        sender.Close(new FormatException("broken"));
        _lab.Runtime.RunAll();

        var thrown = Assert.Throws<ChannelClosedException>(() => task.Result());
        Assert.IsType<FormatException>(thrown.InnerException);
        Assert.False(item.Won(out _));
    }

    [Fact]
    public void Edge21_BroadcastThatLags_ThrowsTheCountAndGoesOn()
    {
        (BroadcastSender<int> sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(2);
        using Select select = Select.Create();
        SelectCase<int> item = select.Receive(receiver);
        for (int i = 0; i < 5; i++)
        {
            sender.Send(i);
        }

        Assert.Equal(3, Assert.Throws<BroadcastLaggedException>(() => select.TryNext()).Missed);
        Assert.True(select.TryNext());
        Assert.True(item.Won(out int oldest));
        Assert.Equal(3, oldest);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Round_Warm_AllocatesNothing(bool waits)
    {
        (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(4);
        using Select select = Select.Create();
        SelectCase<int> item = select.Receive(receiver);
        SelectSignal notified = select.Wait(new AsyncNotify());
        SelectSignal later = select.After(TimeSpan.FromDays(1));
        long sum = 0;
        JoinHandle<int> task = _lab.Begin("LitenTask", async () =>
        {
            while (await select.NextAsync())
            {
                sum += item.Won(out int value) ? value : 0;
            }

            return 1;
        });
        sender.TrySend(1);
        _lab.Runtime.RunAll();

        AllocationMeter.AssertNone(() =>
        {
            sender.TrySend(1);
            if (!waits)
            {
                sender.TrySend(1);
            }

            _lab.Runtime.RunAll();
        });
        Assert.False(notified.Won() || later.Won());
        Assert.True(sum > 0);
        task.Abort();
        _lab.Runtime.RunAll();
    }

    private static async LitenTask<int> SendOneAsync(MpmcSender<int> first, MpmcSender<int> second)
    {
        using Select select = Select.Create();
        SelectSend<int> toFirst = select.Send(first);
        SelectSend<int> toSecond = select.Send(second);
        (toFirst.Value, toSecond.Value) = (1, 2);
        Assert.True(await select.NextAsync());
        return toFirst.Won() ? 1 : toSecond.Won() ? 2 : 0;
    }

    private static async LitenTask<int> ReceiveOneAsync(MpmcReceiver<int> one, MpmcReceiver<int> other)
    {
        using Select select = Select.Create();
        SelectCase<int> fromOne = select.Receive(one);
        SelectCase<int> fromOther = select.Receive(other);
        Assert.True(await select.NextAsync());
        return fromOne.Won(out int value) || fromOther.Won(out value) ? value : 0;
    }
}
