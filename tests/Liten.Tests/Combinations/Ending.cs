namespace Liten.Tests.Combinations;

/// <summary>How a task ends.</summary>
internal enum Ending
{
    Success,
    Fault,

    /// <summary>By a cancellation of its own.</summary>
    Cancel,
    Abort,
}
