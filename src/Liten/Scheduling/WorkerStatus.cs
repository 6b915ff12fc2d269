namespace Liten;

/// <summary>One worker as the metrics see it.</summary>
internal readonly record struct WorkerStatus(ThreadInfo Thread, WorkerCounters Counters, int LocalQueueDepth);
