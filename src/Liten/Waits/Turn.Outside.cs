namespace Liten;

/// <content>How an item runs where no turn of its own is running.</content>
internal partial class Turn
{
    /// <summary>
    /// Runs an item, and what goes on from it, between two steps of other code: on the thread of a foreign context or
    /// scheduler, which may be a thread of a runtime in the middle of a turn. That code finds the thread as it was.
    /// </summary>
    /// <inheritdoc cref="RunOutside"/>
    public static void RunAside(WorkItem item, bool isAway = false)
    {
        Turn? turn = t_current;
        AbortScope? owner = turn?.Owner;
        SynchronizationContext? context = SynchronizationContext.Current;
        var flow = KeptFlow.Take();
        try
        {
            RunOutside(item, turn, isAway);
        }
        finally
        {
            flow.Restore();
            SynchronizationContext.SetSynchronizationContext(context);
            turn?.Enter(owner);
        }
    }

    /// <summary>Runs an item, and what goes on from it, on a thread that may have no turn.</summary>
    /// <param name="item">The item.</param>
    /// <param name="turn">The calling thread's turn.</param>
    /// <param name="isAway">Whether the thread is not the item's home: then nothing else goes on with it.</param>
    public static void RunOutside(WorkItem item, Turn? turn, bool isAway = false)
    {
        bool wasAway = t_isAway;
        t_isAway = isAway;
        AbortScope? before = t_ownerOutside;
        t_ownerOutside = item.Owner;
        try
        {
            WorkItem.RunToEnd(item, turn);
        }
        finally
        {
            t_ownerOutside = before;
            t_isAway = wasAway;
        }
    }
}
