namespace Liten.Tests.Combinations;

/// <summary>What the task is doing when it is aborted.</summary>
internal enum AbortTime
{
    Never,
    Queued,
    FirstTurn,
    LitenWait,
    LitenWaitTwice,
    BetweenAwaits,
    ForeignWait,
    ForeignWaitTwice,
    TokenWait,
    Ended,
}
