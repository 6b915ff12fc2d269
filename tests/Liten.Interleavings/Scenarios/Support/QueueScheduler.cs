namespace Liten.Interleavings;

/// <summary>Items wait until an actor runs them.</summary>
internal sealed class QueueScheduler : IScheduler
{
    private readonly InjectionQueue<WorkItem> _items = new();

    public bool Schedule(WorkItem item, Turn? turn)
    {
        // A full fence, as IScheduler promises.
        bool accepted = _items.Push(item);
        Interlocked.MemoryBarrier();
        return accepted;
    }

    public bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

    public void RunOne() => WorkItem.RunToEnd(_items.TryPop(), Turn.Current);
}
