using System.ComponentModel;

namespace Liten;

/// <summary>Something a runtime can run: the only thing that its queues carry.</summary>
/// <remarks>
/// A spawned task, a suspended async method and a posted callback are work items. User code never derives from this
/// type.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkItem : IThreadPoolWorkItem
{
    private protected WorkItem()
    {
    }

    /// <summary>Where this item waits and goes on, if it is a call; else the empty seat.</summary>
    internal virtual ref CallSeat Seat => ref CallSeat.None;

    /// <summary>The scope this item is part of; an abort of that scope reaches the item's waits.</summary>
    internal virtual AbortScope? Owner => Seat.Owner;

    /// <summary>What this item waits for, if an abort can end it.</summary>
    internal virtual IAbortableWait? Wait => Seat.Wait;

    /// <summary>
    /// Who goes on when this item has ended, for a reader on any thread: an item, a task of .NET's, or what stands
    /// behind a delegate; null if nobody waits for it yet, or nobody knows.
    /// </summary>
    internal virtual object? Caller => null;

    /// <summary>Which use of a pooled item it is in, for the same reader.</summary>
    internal virtual uint Use => 0;

    /// <summary>Runs one turn.</summary>
    /// <param name="turn">
    /// The calling thread's turn. Handed down because reading a thread static is a good part of what a short turn
    /// costs.
    /// </param>
    /// <returns>
    /// The item that goes on in the same turn, or null. This is how a finished call continues its caller without
    /// deepening the stack.
    /// </returns>
    internal abstract WorkItem? Run(Turn? turn);

    /// <summary>Goes on in the turn of the item that returned this one, without having been queued.</summary>
    /// <inheritdoc cref="Run(Turn?)"/>
    internal virtual WorkItem? Continue(Turn? turn) => Run(turn);

    /// <summary>Begins the item at the end of a turn that waits for it, unless it has begun: only a task can.</summary>
    /// <returns>The item that goes on in the same turn, or null.</returns>
    internal virtual WorkItem? RunAhead(Turn turn) => null;

    /// <summary>
    /// Consumes the stale mark: true if the task already ran ahead and this queue entry must be skipped.
    /// </summary>
    internal virtual bool TakeStale() => false;

    /// <summary>Queues this item where it belongs. Never runs anything on the caller's stack.</summary>
    internal virtual void Wake() => Seat.Home!.Schedule(this, Turn.Current);

    /// <summary>Like <see cref="Wake"/>, but behind everything that is already queued there.</summary>
    internal virtual void Yield() => Seat.Home!.Yield(this, Turn.Current);

    /// <summary>
    /// This item is about to wait: an abort of its owner finds the wait from here on; see <see cref="CallSeat"/>.
    /// </summary>
    /// <returns>The owner, which the caller asks for an abort after it has registered; null if there is none.</returns>
    internal virtual AbortScope? NoteWait(IAbortableWait wait) => Seat.Note(wait, this);

    /// <summary>
    /// Whether this item goes on at the given home as code of the given owner, so that it can do so in the same turn.
    /// </summary>
    internal virtual bool BelongsTo(AbortScope? owner, Home? home)
        => ReferenceEquals(Seat.Owner, owner) && ReferenceEquals(Seat.Home, home);

    void IThreadPoolWorkItem.Execute() => Turn.RunOutside(this, Turn.Current);

    /// <summary>Runs an item and everything that follows it in the same turn.</summary>
    internal static void RunToEnd(WorkItem? item, Turn? turn) => ContinueToEnd(item?.Run(turn), turn);

    /// <summary>Runs what goes on in a turn that has begun.</summary>
    internal static void ContinueToEnd(WorkItem? item, Turn? turn)
    {
        while (item is not null)
        {
            item = item.Continue(turn);
        }
    }
}
