namespace Liten.Tests.Combinations;

/// <summary>The places in a task's life at which a cell can act, in their order.</summary>
internal enum Phase
{
    Queued,
    FirstTurn,
    LitenWait,
    BetweenAwaits,
    ForeignWait,
    Ended,
}
