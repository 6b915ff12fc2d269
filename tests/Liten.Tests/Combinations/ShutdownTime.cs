namespace Liten.Tests.Combinations;

/// <summary>What the task is doing when its runtime shuts down.</summary>
internal enum ShutdownTime
{
    AfterItsEnd,
    BeforeSpawn,
    Queued,
    FirstTurn,
    LitenWait,
    BetweenAwaits,
    ForeignWait,
    TokenWait,
}
