namespace Liten.Interleavings;

/// <summary>A scheduler that runs nothing by itself: whoever wants runs the item that became runnable first, as a worker does.</summary>
internal sealed class RunQueue : IScheduler
{
    private readonly Queue<WorkItem> _items = new();
    private readonly HashSet<WorkItem> _begunAhead = [];
    private AtomicCounter _queued;

    public bool Schedule(WorkItem item, Turn? turn)
    {
        // A scheduling point and the promised fence; what follows belongs to the same step.
        _queued.Add(1);

        // A task that was begun ahead of its entry may have that one here, and a second one for its second turn.
        int most = _begunAhead.Contains(item) ? 1 : 0;
        if (_items.Count(queued => queued == item) > most)
        {
            Actor.Current?.Execution.Fail($"{item.GetType().Name} is woken twice");
        }

        _items.Enqueue(item);
        return true;
    }

    public bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

    /// <summary>Runs until nothing is runnable.</summary>
    public void RunAll()
    {
        while (RunOne())
        {
        }
    }

    /// <summary>Runs one turn, with what goes on in it; see Worker.RunItem.</summary>
    /// <returns>False if nothing was runnable.</returns>
    public bool RunOne()
    {
        if (_queued.Value == 0 || !_items.TryDequeue(out WorkItem? item))
        {
            return false;
        }

        Turn? turn = Turn.Current;
        turn?.BeginTurn();
        WorkItem.RunToEnd(item, turn);
        while (turn?.TakeAwaited() is { } awaited)
        {
            _begunAhead.Add(awaited);
            WorkItem.ContinueToEnd(awaited.RunAhead(turn), turn);
        }

        turn?.EndTurn();
        turn?.Enter(null);
        FlowContext.Reset();
        return true;
    }
}
