using System.Threading.Channels;

namespace Liten;

/// <summary>Receives from an Mpsc or Mpmc channel.</summary>
internal sealed class ReceiveClause<T>(ChannelCore<T> channel, string name) : SelectClause<T>(name)
{
    private WaitNode<VoidResult>? _sender;
    private bool _isSecond;

    public override object Source => channel;

    public override ref SpinLatch Latch => ref channel.Latch;

    public override ClauseLook LookUnsynchronized()
    {
        ChannelStep step = channel.TryTakeUnsynchronized(out T? item, out _sender);
        Value = item;
        _isSecond = step == ChannelStep.Blocked && !channel.MayReceiveUnsynchronized;
        return step switch
        {
            ChannelStep.Done => ClauseLook.Taken,
            ChannelStep.Ended => ClauseLook.Ended,
            _ => _isSecond ? ClauseLook.Ended : ClauseLook.Nothing,
        };
    }

    public override void FollowLook()
    {
        channel.FollowTake(_sender);
        _sender = null;
    }

    public override void EnqueueUnsynchronized()
        => channel.TryEnqueueUnsynchronized((WaitNode<T>)Wait!);

    public override void GiveBack()
    {
        if (TakeWin(out T? item))
        {
            channel.DropTaken(item!);
        }
    }

    protected override AbortableWait<T> Rent() => channel.RentReceive();

    protected override Exception? FailureOfLook()
        => _isSecond ? ChannelCore<T>.SecondReceive() : FailureOf(channel.End());

    protected override Exception? FailureOf(Exception exception)
        => exception is ChannelClosedException { InnerException: null } ? null : exception;
}
