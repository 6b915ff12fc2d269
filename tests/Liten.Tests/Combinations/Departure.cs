namespace Liten.Tests.Combinations;

/// <summary>How the code of a task leaves its try block.</summary>
internal enum Departure
{
    AtItsEnd,
    Throwing,
    ThrowingCancellation,
    Stopped,

    /// <summary>Not at all: a shutdown has given the task up.</summary>
    Never,
}
