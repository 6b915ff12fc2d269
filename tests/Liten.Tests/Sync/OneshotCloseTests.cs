#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>What it means that one side is gone.</summary>
public class OneshotCloseTests
{
    private readonly OneshotSender<string> _sender;
    private readonly OneshotReceiver<string> _receiver;

    public OneshotCloseTests() => (_sender, _receiver) = Oneshot.Create<string>();

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

    private static string Result(LitenTask<string> receive) => receive.GetAwaiter().GetResult();
}
