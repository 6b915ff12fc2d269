namespace Liten;

/// <summary>What <see cref="TaskState.TryComplete"/> has come to, and what it leaves to the caller.</summary>
[Flags]
internal enum Completion
{
    /// <summary>The task had completed before.</summary>
    Lost = 0,

    /// <summary>The task has completed.</summary>
    Won = 1,

    /// <summary>The caller must empty the joiner's slot and wake the continuation.</summary>
    WakeJoiner = 2,

    /// <summary>The caller holds the latch over the list of joiners, must give it back, and wake them.</summary>
    WakeList = 4,
}
