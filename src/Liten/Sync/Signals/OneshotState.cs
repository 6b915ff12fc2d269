namespace Liten;

/// <summary>How far a oneshot has come. It leaves <see cref="Open"/> once and never returns.</summary>
internal enum OneshotState
{
    /// <summary>Nothing was sent and both sides are there.</summary>
    Open,

    /// <summary>The value lies ready and was not taken yet.</summary>
    Sent,

    /// <summary>The value has reached the receiver.</summary>
    Taken,

    /// <summary>The sender was disposed without sending.</summary>
    Abandoned,

    /// <summary>The receiver was closed before a value was sent, or disposed before it took the value.</summary>
    Closed,
}
