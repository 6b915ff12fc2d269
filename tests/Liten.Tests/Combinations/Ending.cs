namespace Liten.Tests.Combinations;

/// <summary>How a task ends.</summary>
internal enum Ending
{
    Success,
    Fault,
    Abort,
}
