namespace Liten.Interleavings;

/// <summary>A scheduler that runs nothing by itself: whoever wants runs the item that became runnable first.</summary>
internal sealed class RunQueue : IScheduler
{
    private readonly Queue<WorkItem> _items = new();
    private AtomicCounter _queued;

    public bool Schedule(WorkItem item, ThreadContext? thread)
    {
        // A scheduling point and the promised fence; what follows belongs to the same step.
        _queued.Add(1);
        if (_items.Contains(item))
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
        while (_queued.Value > 0 && _items.TryDequeue(out WorkItem? item))
        {
            WorkItem.RunToEnd(item, ThreadContext.Current);
            ThreadContext.Current?.Enter(null);
            FlowContext.Reset();
        }
    }
}
