namespace Liten;

/// <summary>The latch of a channel, which guards its whole state, also the queues of those who wait there.</summary>
internal abstract class ChannelLatch
{
    /// <summary>A mutable struct: entered and left here, never copied.</summary>
    internal SpinLatch Latch;

    /// <summary>What the channel is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get; init; }

    /// <summary>What those of the given queue wait for, for people.</summary>
    internal abstract string NameOfWait(object queue);
}
