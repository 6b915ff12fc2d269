using System.Threading.Channels;

namespace Liten;

/// <summary>Sends to an Mpsc or Mpmc channel. A round that another case wins has sent nothing.</summary>
internal sealed class SendClause<T>(ChannelCore<T> channel, string name) : SelectClause<VoidResult>(name)
{
    private WaitNode<T>? _receiver;
    private T? _dropped;
    private ChannelStep _step = ChannelStep.Blocked;

    /// <summary>What the next round sends.</summary>
    public T? Item { get; set; }

    public override bool IsTaking => false;

    public override object Source => channel;

    public override ref SpinLatch Latch => ref channel.Latch;

    public override ClauseLook LookUnsynchronized()
    {
        _step = channel.TrySendUnsynchronized(Item!, out _receiver, out _dropped);
        return _step switch
        {
            ChannelStep.Done or ChannelStep.Dropped => ClauseLook.Taken,
            ChannelStep.Ended => ClauseLook.Ended,
            ChannelStep.Blocked when channel.MayWaitToSendUnsynchronized => ClauseLook.Nothing,
            _ => ClauseLook.NeedsMemory,
        };
    }

    public override void FollowLook()
    {
        if (_step is ChannelStep.Done or ChannelStep.Dropped)
        {
            channel.FollowSend(_step, Item!, _receiver, _dropped);
        }
        else
        {
            channel.TellWatch();
        }

        _receiver = null;
        _dropped = default;
        _step = ChannelStep.Blocked;
    }

    public override void Reserve()
    {
        channel.Latch.Enter();
        channel.BringSegment();
        channel.Latch.Exit();
    }

    public override void EnqueueUnsynchronized() => channel.TryEnqueueUnsynchronized((SendNode<T>)Wait!);

    protected override AbortableWait<VoidResult> Rent() => channel.RentSend(Item!);

    protected override Exception? FailureOfLook() => FailureOf(channel.Refusal());

    protected override Exception? FailureOf(Exception exception)
        => exception is ChannelClosedException { InnerException: null } ? null : exception;
}
