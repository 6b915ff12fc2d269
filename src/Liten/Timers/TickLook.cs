namespace Liten;

/// <summary>What a select has found in an <see cref="Interval"/>.</summary>
internal enum TickLook
{
    /// <summary>One must wait.</summary>
    NotYet,

    /// <summary>The tick was there, and is taken.</summary>
    Taken,

    /// <summary>The interval is disposed.</summary>
    Ended,

    /// <summary>Another wait of the interval is under way.</summary>
    OthersWait,
}
