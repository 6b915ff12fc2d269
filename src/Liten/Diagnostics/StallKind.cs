namespace Liten;

/// <summary>What a thread that does not come back from user code was doing when it was looked at.</summary>
public enum StallKind
{
    /// <summary>The system does not tell.</summary>
    Unknown,

    /// <summary>It used its processor, or waited for one.</summary>
    Computing,

    /// <summary>It waited: for a lock, a task's <c>Result</c>, a file, a sleep.</summary>
    Blocked,
}
