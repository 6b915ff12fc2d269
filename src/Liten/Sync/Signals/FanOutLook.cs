namespace Liten;

/// <summary>What a receiver of a <see cref="FanOut{T}"/> finds when it looks.</summary>
internal enum FanOutLook
{
    /// <summary>Something it has not seen: it was taken.</summary>
    Value,

    /// <summary>It has missed something; its position is now behind that.</summary>
    Lagged,

    /// <summary>Nothing new.</summary>
    Nothing,

    /// <summary>Nothing new, and nothing will come.</summary>
    Ended,

    /// <summary>Another wait of the same receiver is under way.</summary>
    Busy,

    /// <summary>The receiver was disposed.</summary>
    Disposed,
}
