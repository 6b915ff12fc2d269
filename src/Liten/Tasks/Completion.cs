namespace Liten;

/// <summary>What <see cref="TaskState.TryComplete"/> has come to.</summary>
internal enum Completion
{
    /// <summary>The task had completed before.</summary>
    Lost,

    /// <summary>The task has completed, and nobody waits for it.</summary>
    Won,

    /// <summary>The task has completed; the caller holds the latch over the joiners and must wake them.</summary>
    WonWithJoiners,
}
