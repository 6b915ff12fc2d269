namespace Liten.Interleavings;

/// <summary>How an atomic operation is made weaker than the source says.</summary>
internal enum MutationKind
{
    None,

    /// <summary>A barrier does nothing.</summary>
    FenceRemoved,

    /// <summary>A read-modify-write becomes a read and a write that others can come between. A compare-exchange becomes a check and a store.</summary>
    Split,

    /// <summary>The store stays in the store buffer until the next fence. Of a read-modify-write: it is no fence any more.</summary>
    Delayed,

    /// <summary>The store never happens.</summary>
    Omitted,

    /// <summary>A compare-exchange that failed is taken for one that succeeded.</summary>
    ResultIgnored,
}
