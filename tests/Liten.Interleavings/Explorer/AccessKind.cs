namespace Liten.Interleavings;

/// <summary>What an actor is about to do at a scheduling point.</summary>
internal enum AccessKind
{
    Start,
    Read,
    Write,
    CompareExchange,
    Exchange,
    Add,
    Or,
    And,
    Fence,
    FenceAll,
    Wait,
    Wake,
    Spin,
}
