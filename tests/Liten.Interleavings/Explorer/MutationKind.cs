namespace Liten.Interleavings;

/// <summary>How an atomic operation is made weaker than the source says.</summary>
internal enum MutationKind
{
    None,

    /// <summary>A barrier does nothing.</summary>
    FenceRemoved,

    /// <summary>A read-modify-write becomes a read and a write that others can come between. A compare-exchange becomes a check and a store.</summary>
    Split,

    /// <summary>A read-modify-write is no fence any more: its store stays in the store buffer.</summary>
    Delayed,

    /// <summary>The store never happens.</summary>
    Omitted,

    /// <summary>A compare-exchange that failed is taken for one that succeeded.</summary>
    ResultIgnored,
}
