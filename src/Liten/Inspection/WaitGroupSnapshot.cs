namespace Liten;

/// <summary>
/// The tasks that wait for the same: for locks of one type and name that one task holds, for one task, for channels of
/// one type.
/// </summary>
/// <remarks>
/// Things are told apart by their words and by who holds them, so two locks without a name count as one where the same
/// task holds both. Immutable; keeps nothing alive.
/// </remarks>
public sealed class WaitGroupSnapshot
{
    /// <summary>What they wait for, and who has it; as the first of them says it, without a place.</summary>
    public required TaskWait Wait { get; init; }

    /// <summary>How many there are.</summary>
    public int Count { get; init; }

    /// <summary>The number of the oldest task among them.</summary>
    public long OldestId { get; init; }

    /// <summary>For how long the oldest task has been alive.</summary>
    public TimeSpan OldestAge { get; init; }

    /// <summary>
    /// For example <c>12 tasks wait for AsyncMutex 'cache', held by task 7 (spawned at Cache.cs:20)</c>.
    /// </summary>
    public override string ToString() => $"{(Count == 1 ? "1 task waits" : $"{Count} tasks wait")} for {Wait}";
}
