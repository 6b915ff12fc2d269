namespace Liten.Tests.Combinations;

/// <summary>Where the code of the task throws.</summary>
internal enum ThrowPlace
{
    Nowhere,
    BeforeFirstAwait,
    AfterLitenAwait,
    AfterForeignAwait,
    InFinally,

    /// <summary>An OperationCanceledException, of which no token knows: after the Liten await, or in the body of a blocking job.</summary>
    CancellationOfNoToken,
}
