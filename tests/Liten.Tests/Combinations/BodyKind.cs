namespace Liten.Tests.Combinations;

/// <summary>What the task of a cell is made of.</summary>
internal enum BodyKind
{
    LitenTask,
    LitenTaskOfReference,
    Task,
    BlockingJob,
}
