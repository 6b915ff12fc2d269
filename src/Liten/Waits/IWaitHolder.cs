namespace Liten;

/// <summary>
/// What holds a <see cref="WaitNode{T}"/> until its turn comes: a primitive, a task that others join.
/// </summary>
internal interface IWaitHolder<T>
{
    /// <summary>
    /// Removes a node whose wait a token or an abort has ended. The holder may have taken it out at the same moment;
    /// then it failed to claim it and has nothing left to do with it.
    /// </summary>
    void Forget(WaitNode<T> node);

    /// <summary>
    /// What it is, for a reader on any thread at any time, which holds no latch: reads what never changes, or single
    /// references.
    /// </summary>
    WaitTarget Describe() => WaitTarget.Primitive(GetType());

    /// <summary>On whom it depends that the wait of a node ends, for the same readers.</summary>
    WaitBlockers ReadBlockers(WaitNode<T> node) => default;
}
