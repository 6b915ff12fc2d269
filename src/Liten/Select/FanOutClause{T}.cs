using System.Threading.Channels;

namespace Liten;

/// <summary>Receives from a broadcast or a watch.</summary>
internal sealed class FanOutClause<T>(FanOut<T> channel, FanOutSeat<T> seat, string name) : SelectClause<T>(name)
{
    private FanOutLook _look;
    private long _missed;

    public override object Source => channel;

    public override ref SpinLatch Latch => ref channel.LatchOfSelect;

    public override ClauseLook LookUnsynchronized()
    {
        _look = channel.LookUnsynchronized(seat, out T? value, out _missed);
        Value = value;
        return _look switch
        {
            FanOutLook.Value => ClauseLook.Taken,
            FanOutLook.Nothing => ClauseLook.Nothing,
            _ => ClauseLook.Ended,
        };
    }

    public override void EnqueueUnsynchronized() => channel.EnqueueUnsynchronized(seat, (WaitNode<T>)Wait!);

    protected override AbortableWait<T> Rent() => WaitNode<T>.Rent(seat);

    protected override Exception? FailureOfLook() => FailureOf(channel.Failure(_look, _missed));

    protected override Exception? FailureOf(Exception exception)
        => exception is ChannelClosedException { InnerException: null } ? null : exception;
}
