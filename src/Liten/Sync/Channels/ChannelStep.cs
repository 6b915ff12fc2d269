namespace Liten;

/// <summary>What an attempt to send or to receive has come to.</summary>
internal enum ChannelStep
{
    /// <summary>The item was sent, or received.</summary>
    Done,

    /// <summary>The item was sent, and one was dropped: this one or another.</summary>
    Dropped,

    /// <summary>There is no room, or no item. Nothing has changed.</summary>
    Blocked,

    /// <summary>The channel is closed, and for a receiver nothing is left. Nothing has changed.</summary>
    Ended,

    /// <summary>The attempt needs memory, to be brought from outside of the latch. Nothing has changed.</summary>
    NeedsSegment,
}
