using System.Diagnostics;

namespace Liten;

/// <summary>A worker as a debugger shows it.</summary>
[DebuggerDisplay("{Text,nq}")]
internal sealed class WorkerDebugView(WorkerStatus worker)
{
    public string Name => worker.Thread.Name;

    /// <summary>What it runs; null if that is nothing, or part of no task.</summary>
    public TaskInfo? Task => worker.Turn.IsRunning ? worker.Turn.Owner?.Describe() : null;

    public bool IsInTurn => worker.Turn.IsRunning;

    public long Turns => worker.Counters.Polls;

    public int Queued => worker.LocalQueueDepth;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string Text => $"{Name}: {(IsInTurn ? Task?.ToString() ?? "code of no task" : "between two turns")}";
}
