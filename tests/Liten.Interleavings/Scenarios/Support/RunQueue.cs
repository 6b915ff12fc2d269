namespace Liten.Interleavings;

/// <summary>A scheduler that runs nothing by itself: whoever wants runs the item that became runnable first, as a worker does.</summary>
internal sealed class RunQueue : IScheduler
{
    private readonly Queue<WorkItem> _items = new();
    private readonly HashSet<WorkItem> _begunAhead = [];
    private AtomicCounter _queued;

    public bool Schedule(WorkItem item, ThreadContext? thread)
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

    public bool Yield(WorkItem item, ThreadContext? thread) => Schedule(item, thread);

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

        ThreadContext? thread = ThreadContext.Current;
        thread?.BeginTurn();
        WorkItem.RunToEnd(item, thread);
        while (thread?.TakeAwaited() is { } awaited)
        {
            _begunAhead.Add(awaited);
            WorkItem.ContinueToEnd(awaited.RunAhead(thread), thread);
        }

        thread?.EndTurn();
        thread?.Enter(null);
        FlowContext.Reset();
        return true;
    }
}
