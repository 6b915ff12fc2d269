namespace Liten;

/// <summary>A job as the pool sees it, whatever its result.</summary>
internal interface IBlockingJob : ILinked<IBlockingJob>
{
    /// <summary>
    /// Runs the job's function on the calling thread. Never throws. Does nothing if the job has ended before.
    /// </summary>
    void Execute();

    /// <summary>Ends the job, unless it has begun.</summary>
    void Abort();

    /// <summary>Ends a job that no thread can be found for.</summary>
    void Refuse(Exception reason);
}
