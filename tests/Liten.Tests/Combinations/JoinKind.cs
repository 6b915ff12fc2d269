namespace Liten.Tests.Combinations;

/// <summary>Who waits for the task, and how.</summary>
internal enum JoinKind
{
    Awaited,
    JoinAsync,
    AsTask,
    TwoAwaiters,
    FromOtherRuntime,
    FromOutside,
    AfterItsEnd,
    Dropped,
}
