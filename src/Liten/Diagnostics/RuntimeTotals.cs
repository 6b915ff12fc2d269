namespace Liten;

/// <summary>The counters of all runtimes of the process together.</summary>
internal readonly record struct RuntimeTotals(
    long Alive,
    long Spawned,
    long Queued,
    long Turns,
    double BusySeconds,
    long BlockingThreads,
    long Timers,
    long Stalls);
