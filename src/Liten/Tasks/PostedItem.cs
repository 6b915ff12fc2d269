namespace Liten;

/// <summary>What a SynchronizationContext puts into the queues of its runtime. It belongs to no task.</summary>
internal abstract class PostedItem(short worker) : WorkItem
{
    /// <summary>With work stealing off, the number of the only worker that may run it.</summary>
    public short Worker => worker;
}
