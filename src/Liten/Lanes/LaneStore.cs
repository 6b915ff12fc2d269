namespace Liten;

/// <summary>The queue of a lane, in its order. Unsynchronized: the lane's latch guards it.</summary>
internal abstract class LaneStore
{
    public abstract int Count { get; }

    /// <summary>When the one that is next has come; <see cref="Nanoseconds.Forever"/> if there is none.</summary>
    public abstract long NextQueuedAt { get; }

    /// <summary>Takes an entry in.</summary>
    /// <exception cref="OutOfMemoryException">The entry is not queued, and nothing else has changed.</exception>
    public abstract void Add(in LaneEntry entry);

    public abstract bool TryTake(out LaneEntry entry);

    /// <summary>Takes out one entry of the given scope, wherever it is; false if there is none.</summary>
    public abstract bool TryWithdraw(AbortScope owner, out LaneEntry entry);

    /// <summary>What must be reported once the latch is left, or null.</summary>
    public virtual Exception? TakeFailure() => null;
}
