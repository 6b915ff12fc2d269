using System.ComponentModel;

namespace Liten;

/// <summary>
/// What an <c>await</c> inside Liten waits for: a call in progress, a wait in a primitive, a spawned task.
/// </summary>
/// <remarks>User code never derives from this type.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class AwaitSource : WorkItem
{
    private protected AwaitSource()
    {
    }

    /// <summary>
    /// Whether the awaited thing has ended. The token tells one use of a pooled source from the next.
    /// </summary>
    internal abstract bool IsDone(uint token);

    /// <summary>
    /// Has <paramref name="continuation"/> woken once when the awaited thing ends; at once if it already has.
    /// </summary>
    internal abstract void OnDone(WorkItem continuation);

    /// <summary>Nobody awaits this use after all: for the one that was about to.</summary>
    internal virtual void Abandon()
    {
    }

    /// <summary>Nothing, unless the source is also something that runs: a call or a task.</summary>
    internal override WorkItem? Run(Turn? turn) => null;
}
