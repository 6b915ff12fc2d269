namespace Liten;

/// <summary>One receiver of a <see cref="FanOut{T}"/>: how far it has come, and its wait if it waits.</summary>
/// <remarks>Everything here is under the channel's latch.</remarks>
internal sealed class FanOutSeat<T>(FanOut<T> channel) : ILinked<FanOutSeat<T>>, IWaitHolder<T>
{
    /// <summary>How much of what was sent it has seen or missed.</summary>
    public long Position { get; set; }

    /// <summary>The wait that is under way; the seat is among the channel's waiting ones then.</summary>
    public WaitNode<T>? Waiter { get; set; }

    public bool IsDisposed { get; set; }

    public FanOutSeat<T>? Next { get; set; }

    public FanOutSeat<T>? Previous { get; set; }

    WaitTarget IWaitHolder<T>.Describe() => WaitTarget.Primitive(channel.NameOfWait, channel.Name);

    void IWaitHolder<T>.Forget(WaitNode<T> node) => channel.Forget(this, node);
}
