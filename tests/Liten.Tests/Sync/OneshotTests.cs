#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>The oneshot without a runtime: the test holds the wait itself, so it chooses every step.</summary>
public class OneshotTests
{
    private readonly OneshotSender<string> _sender;
    private readonly OneshotReceiver<string> _receiver;

    public OneshotTests() => (_sender, _receiver) = Oneshot.Create<string>();

    [Fact]
    public void ReceiveAsync_ValueSent_CompletesAtOnce()
    {
        Assert.True(_sender.TrySend("value"));

        LitenTask<string> receive = _receiver.ReceiveAsync();

        Assert.True(receive.IsCompleted);
        Assert.Equal("value", Result(receive));
    }

    [Fact]
    public void ReceiveAsync_BeforeSend_GetsTheValue()
    {
        LitenTask<string> receive = _receiver.ReceiveAsync();
        Assert.False(receive.IsCompleted);

        Assert.True(_sender.TrySend("value"));

        Assert.Equal("value", Result(receive));
    }

    [Fact]
    public void TrySend_SecondValue_IsRefused()
    {
        Assert.True(_sender.TrySend("first"));
        Assert.False(_sender.TrySend("second"));
        Assert.True(_sender.IsClosed);
        Assert.Equal("first", Result(_receiver.ReceiveAsync()));
        Assert.False(_sender.TrySend("third"));
    }

    [Fact]
    public void TryReceive_EachState_TellsIt()
    {
        Assert.False(_receiver.TryReceive(out string? none));
        Assert.Null(none);

        _sender.TrySend("value");

        Assert.True(_receiver.TryReceive(out string? value));
        Assert.Equal("value", value);
        Assert.Throws<InvalidOperationException>(() => _receiver.TryReceive(out _));
        Assert.Throws<InvalidOperationException>(() => _receiver.ReceiveAsync());
    }

    [Fact]
    public void Sender_DisposedWithoutSending_ReceiverIsTold()
    {
        LitenTask<string> receive = _receiver.ReceiveAsync();

        _sender.Dispose();

        Assert.Contains("sender", Assert.Throws<OneshotClosedException>(() => Result(receive)).Message);
        Assert.Throws<OneshotClosedException>(() => _receiver.TryReceive(out _));
        Assert.Throws<OneshotClosedException>(() => Result(_receiver.ReceiveAsync()));
        Assert.False(_sender.TrySend("too late"));
    }

    [Fact]
    public void Sender_DisposedAfterSending_ValueStays()
    {
        _sender.TrySend("value");
        _sender.Dispose();
        _sender.Dispose();
        Assert.Equal("value", Result(_receiver.ReceiveAsync()));
    }

    [Fact]
    public void Close_ValueSentBefore_IsStillReceived()
    {
        _sender.TrySend("value");
        _receiver.Close();
        Assert.True(_receiver.TryReceive(out string? value));
        Assert.Equal("value", value);
    }

    [Fact]
    public void Close_NothingSent_LaterSendsFail()
    {
        Assert.False(_sender.IsClosed);
        _receiver.Close();
        Assert.True(_sender.IsClosed);
        Assert.False(_sender.TrySend("value"));
        Assert.Throws<OneshotClosedException>(() => _receiver.TryReceive(out _));
    }

    [Fact]
    public void Close_WaitUnderWay_EndsIt()
    {
        LitenTask<string> receive = _receiver.ReceiveAsync();
        _receiver.Close();
        Assert.Contains("receiver", Assert.Throws<OneshotClosedException>(() => Result(receive)).Message);
    }

    [Fact]
    public void ReceiverDispose_ValueNobodyTook_IsLetGo()
    {
        (OneshotSender<object> sender, OneshotReceiver<object> receiver) = Oneshot.Create<object>();
        WeakReference value = SendAndDispose();
        GC.Collect();
        Assert.False(value.IsAlive);
        Assert.Throws<OneshotClosedException>(() => receiver.TryReceive(out _));
        Assert.True(sender.IsClosed);

        WeakReference SendAndDispose()
        {
            var sent = new object();
            Assert.True(sender.TrySend(sent));
            receiver.Dispose();
            return new WeakReference(sent);
        }
    }

    [Fact]
    public void ReceiveAsync_SecondWait_Throws()
    {
        LitenTask<string> first = _receiver.ReceiveAsync();

        Assert.Throws<InvalidOperationException>(() => _receiver.ReceiveAsync());

        _sender.TrySend("value");
        Assert.Equal("value", Result(first));
    }

    [Fact]
    public void Cancel_Wait_ValueSentLaterIsReceived()
    {
        using var cts = new CancellationTokenSource();
        LitenTask<string> cancelled = _receiver.ReceiveAsync(cts.Token);

        cts.Cancel();

        Assert.Equal(cts.Token, Assert.Throws<OperationCanceledException>(() => Result(cancelled)).CancellationToken);
        LitenTask<string> second = _receiver.ReceiveAsync();
        Assert.True(_sender.TrySend("value"));
        Assert.Equal("value", Result(second));
    }

    [Fact]
    public void Cancel_AfterSend_WaitHasTheValue()
    {
        using var cts = new CancellationTokenSource();
        LitenTask<string> receive = _receiver.ReceiveAsync(cts.Token);

        _sender.TrySend("value");
        cts.Cancel();

        Assert.Equal("value", Result(receive));
    }

    [Fact]
    public void Cancel_ClaimedButNotYetForgotten_ValueStays()
    {
        LitenTask<string> cancelled = _receiver.ReceiveAsync();
        var node = (WaitNode<string>)cancelled.Source!;

        // What a token's callback does, with the send in the middle of it.
        Assert.True(node.TryClaim());
        Assert.True(_sender.TrySend("value"));
        node.SetException(new OperationCanceledException());

        Assert.Throws<OperationCanceledException>(() => Result(cancelled));
        Assert.True(_receiver.TryReceive(out string? value));
        Assert.Equal("value", value);
    }

    [Fact]
    public void ReceiveAsync_CancelledToken_LeavesTheValue()
    {
        _sender.TrySend("value");
        Assert.Throws<OperationCanceledException>(() => Result(_receiver.ReceiveAsync(new CancellationToken(canceled: true))));
        Assert.Equal("value", Result(_receiver.ReceiveAsync()));
    }

    [Fact]
    public void Default_Sides_SayWhereToGetThem()
    {
        OneshotSender<int> sender = default;
        OneshotReceiver<int> receiver = default;

        Assert.Contains("Oneshot.Create", Assert.Throws<InvalidOperationException>(() => sender.TrySend(1)).Message);
        Assert.Contains("Oneshot.Create", Assert.Throws<InvalidOperationException>(() => receiver.TryReceive(out _)).Message);
        sender.Dispose();
        receiver.Dispose();
        Assert.Equal("OneshotSender (empty)", sender.ToString());
        Assert.Equal("OneshotReceiver (empty)", receiver.ToString());
    }

    [Fact]
    public void Copies_OfBothSides_AreTheSameSides()
    {
        OneshotSender<string> copy = _sender;
        Assert.True(copy.TrySend("value"));
        Assert.False(_sender.TrySend("again"));
        OneshotReceiver<string> other = _receiver;
        Assert.True(other.TryReceive(out _));
        Assert.Throws<InvalidOperationException>(() => _receiver.TryReceive(out _));
    }

    [Fact]
    public void ToString_EachState_IsNamed()
    {
        Assert.Equal("OneshotSender (open)", _sender.ToString());
        LitenTask<string> receive = _receiver.ReceiveAsync();
        Assert.Equal("OneshotReceiver (open, the receiver waits)", _receiver.ToString());
        _sender.TrySend("value");
        Result(receive);
        Assert.Equal("OneshotReceiver (the value was received)", _receiver.ToString());
    }

    [Fact]
    public async Task Example_Measure_GivesTheValue() => Assert.Equal(Environment.ProcessorCount, await MeasureAsync(TestContext.Current.CancellationToken));

    [Fact]
    public async Task Await_ReceiverItself_GivesTheValue()
    {
        _ = Task.Run(() => _sender.TrySend("value"), TestContext.Current.CancellationToken);
        Assert.Equal("value", await _receiver);
    }

    [Fact]
    public void Create_SendAndReceive_AllocatesTheOneCell()
    {
        long bytes = AllocationMeter.PerRound(() =>
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            LitenTask<int> receive = receiver.ReceiveAsync();
            sender.TrySend(1);
            receive.GetAwaiter().GetResult();
        });

        Assert.Equal(40, bytes);
    }

    private static async Task<int> MeasureAsync(CancellationToken cancellationToken)
    {
        var (sender, receiver) = Oneshot.Create<int>();
        ThreadPool.QueueUserWorkItem(_ =>
        {
            using (sender)
            {
                sender.TrySend(Environment.ProcessorCount);
            }
        });
        return await receiver.ReceiveAsync(cancellationToken);
    }

    private static string Result(LitenTask<string> receive) => receive.GetAwaiter().GetResult();
}
