namespace Liten;

/// <summary>What a lane queues: an item and how it is ordered, timed and paid for.</summary>
/// <param name="Item">The item.</param>
/// <param name="QueuedAt">When it has come, a moment of the runtime's clock.</param>
/// <param name="Deadline">Until when it shall run; <see cref="Nanoseconds.Forever"/> if nobody has said.</param>
/// <param name="Payer">The number of the lane that waits for it and pays; its own as a rule.</param>
internal readonly record struct LaneEntry(WorkItem Item, long QueuedAt, long Deadline, byte Payer);
