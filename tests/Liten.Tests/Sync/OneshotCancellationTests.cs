#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>One wait at a time, and a cancelled one takes nothing.</summary>
public class OneshotCancellationTests
{
    private readonly OneshotSender<string> _sender;
    private readonly OneshotReceiver<string> _receiver;

    public OneshotCancellationTests() => (_sender, _receiver) = Oneshot.Create<string>();

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

    private static string Result(LitenTask<string> receive) => receive.GetAwaiter().GetResult();
}
