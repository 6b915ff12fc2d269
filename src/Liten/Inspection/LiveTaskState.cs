namespace Liten;

/// <summary>What a live task or blocking job does at the moment.</summary>
public enum LiveTaskState
{
    /// <summary>Its code was not begun; it waits for a thread.</summary>
    Queued,

    /// <summary>Its code waits for nothing, and goes on as soon as a thread comes to it.</summary>
    Ready,

    /// <summary>A worker runs its code.</summary>
    Running,

    /// <summary>It waits: <see cref="TaskSnapshot.Wait"/> says for what.</summary>
    Waiting,

    /// <summary>A thread of the blocking pool runs it.</summary>
    Blocking,
}
