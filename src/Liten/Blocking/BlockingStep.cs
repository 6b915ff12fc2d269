namespace Liten;

/// <summary>What a thread of the blocking pool does next.</summary>
internal enum BlockingStep
{
    /// <summary>Run the job that the pool has put into <see cref="BlockingThread.Job"/>.</summary>
    Run,

    /// <summary>Sleep: the pool counts the thread as idle.</summary>
    Rest,

    /// <summary>End: the pool does not count the thread any more.</summary>
    Leave,
}
