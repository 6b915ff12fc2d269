namespace Liten;

/// <summary>What a clause has found in its source.</summary>
internal enum ClauseLook
{
    /// <summary>There is nothing yet, and the clause can wait.</summary>
    Nothing,

    /// <summary>It has what it is for: a value was taken, an item sent, a moment reached.</summary>
    Taken,

    /// <summary>
    /// The source needs memory first, which is not fetched under a latch: <see cref="SelectClause.Reserve"/>.
    /// </summary>
    NeedsMemory,

    /// <summary>Nothing will ever come: the source has ended or failed.</summary>
    Ended,
}
