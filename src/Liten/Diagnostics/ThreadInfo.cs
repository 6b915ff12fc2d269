namespace Liten;

/// <summary>A thread of a runtime, as its hooks see it.</summary>
/// <param name="Name">The thread's name.</param>
/// <param name="WorkerIndex">The worker's number, from 0; null on a thread of the blocking pool.</param>
public readonly record struct ThreadInfo(string Name, int? WorkerIndex);
