namespace Liten;

/// <summary>One turn that waits in a lane, as a <see cref="LaneQueue"/> sees it. Immutable for the queue.</summary>
public sealed class LaneItem
{
    internal LaneItem(in LaneEntry entry)
    {
        Entry = entry;
        var task = entry.Item.Owner as TaskCore;
        TaskId = task?.TaskId ?? 0;
        TaskName = task?.TaskName;
        QueuedAt = Nanoseconds.ToTimeSpan(entry.QueuedAt);
        Deadline = entry.Deadline == Nanoseconds.Forever ? null : Nanoseconds.ToTimeSpan(entry.Deadline);
    }

    /// <summary>The number of the task; 0 for a callback that belongs to none.</summary>
    public long TaskId { get; }

    /// <summary>The name of the task, or null.</summary>
    public string? TaskName { get; }

    /// <summary>When the item has come, by a clock that began with the runtime.</summary>
    public TimeSpan QueuedAt { get; }

    /// <summary>Until when the task shall have run, by the same clock; null if nobody has said.</summary>
    public TimeSpan? Deadline { get; }

    /// <summary>What is queued.</summary>
    internal LaneEntry Entry { get; }

    /// <summary>Its place in the list of what was added; null once it was taken. Guarded by the lane's latch.</summary>
    internal LinkedListNode<LaneItem>? Node { get; set; }

    /// <summary>Whether it runs without its queue, for a better lane. Guarded by the lane's latch.</summary>
    internal bool IsWithdrawn { get; set; }
}
