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
