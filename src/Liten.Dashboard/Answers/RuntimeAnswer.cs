namespace Liten;

/// <summary>One runtime as it is now. Times are milliseconds.</summary>
internal sealed record RuntimeAnswer(
    int Id,
    string Name,
    long Alive,
    long Spawned,
    long Completed,
    int Injection,
    double OldestQueued,
    int BlockingThreads,
    int IdleBlockingThreads,
    int BlockingQueue,
    long RefusedBlocking,
    int InPlaceThreads,
    int Timers,
    long Stalls,
    long Unhandled,
    IReadOnlyList<WorkerAnswer> Workers,
    IReadOnlyList<SampleAnswer> Samples,
    IReadOnlyList<SiteAnswer> Sites);
