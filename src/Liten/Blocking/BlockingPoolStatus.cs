namespace Liten;

/// <summary>The counts of a blocking pool at one moment.</summary>
/// <param name="Threads">Threads that run a job or wait for one.</param>
/// <param name="IdleThreads">Those of them that wait.</param>
/// <param name="QueuedJobs">Jobs that wait for a thread.</param>
/// <param name="PresentThreads">All threads, with those that are ending.</param>
/// <param name="IsClosed">Whether the pool takes no jobs any more.</param>
internal readonly record struct BlockingPoolStatus(
    int Threads, int IdleThreads, int QueuedJobs, int PresentThreads, bool IsClosed)
{
    /// <summary>For example <c>blocking pool: 4 threads (1 idle, 0 ending), 0 queued jobs, open</c>.</summary>
    public override string ToString()
        => $"blocking pool: {Threads} threads ({IdleThreads} idle, {PresentThreads - Threads} ending), " +
            $"{QueuedJobs} queued jobs, {(IsClosed ? "closed" : "open")}";
}
