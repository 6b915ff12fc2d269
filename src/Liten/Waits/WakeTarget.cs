namespace Liten;

/// <summary>
/// A continuation whose wake is all its work: short, and no foreign code, so it needs no turn of its own.
/// </summary>
internal abstract class WakeTarget : WorkItem
{
    internal abstract override void Wake();

    /// <summary>
    /// Waits for its turn where the code that waits runs; then <see cref="Run"/> wakes it. Outside of every runtime
    /// nothing is queued before it.
    /// </summary>
    internal sealed override void Yield()
    {
        if (Turn.Current is { } turn)
        {
            turn.Home.Yield(this, turn);
        }
        else
        {
            Wake();
        }
    }

    /// <summary>Reached after a yield, or when the call that ended would otherwise go on in its caller.</summary>
    internal sealed override WorkItem? Run(Turn? turn)
    {
        Wake();
        return null;
    }
}
