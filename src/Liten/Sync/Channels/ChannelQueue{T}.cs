namespace Liten;

/// <summary>The waits of one side of a channel, in the order in which they came.</summary>
/// <remarks>
/// An object of its own: one class cannot hold the waits of receivers and those of senders, whose results differ.
/// <code>
/// field  written by                        read by      under
/// Nodes  who waits, gives, closes, forgets  both sides  the channel's latch; IsEmpty without it
/// </code>
/// </remarks>
internal sealed class ChannelQueue<T>(ChannelLatch channel) : IWaitHolder<T>
{
    /// <summary>A mutable struct: used here, never copied.</summary>
    internal IntrusiveList<WaitNode<T>> Nodes;

    /// <summary>Whether no node is queued, decided or not. Without the latch it may be outdated at once.</summary>
    public bool IsEmpty => Nodes.IsEmpty;

    /// <summary>Whether somebody waits.</summary>
    public bool HasWaitingUnsynchronized() => WaitNode<T>.FirstWaiting(ref Nodes) is not null;

    public void EnqueueUnsynchronized(WaitNode<T> node)
    {
        // A pooled node keeps the mark of its last use, and a closing channel takes nodes by their marks.
        node.Mark = 0;
        Nodes.AddLast(node);
    }

    WaitTarget IWaitHolder<T>.Describe() => WaitTarget.Primitive(channel.NameOfWait(this), channel.Name);

    void IWaitHolder<T>.Forget(WaitNode<T> node)
    {
        channel.Latch.Enter();
        Nodes.Remove(node);
        channel.Latch.Exit();
    }
}
