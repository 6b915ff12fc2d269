namespace Liten;

/// <summary>Something that a turn has left for its end: <see cref="Turn.TryDefer"/>.</summary>
internal interface IDeferredGrant
{
    /// <summary>
    /// Gives what is free to the first that waits for it. Called at the turn's end, and possibly before it by another
    /// thread; called once too often it finds nothing to do.
    /// </summary>
    void GrantIfFree();
}
