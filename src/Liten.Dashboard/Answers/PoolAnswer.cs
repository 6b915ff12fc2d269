namespace Liten;

/// <summary>The blocking pool and the timers of a runtime.</summary>
internal sealed record PoolAnswer(
    int Runtime,
    string Name,
    int Threads,
    int IdleThreads,
    int Queue,
    long Refused,
    int InPlaceThreads,
    IReadOnlyList<TaskRowAnswer> Jobs,
    int Timers,
    IReadOnlyList<TaskRowAnswer> Due);
