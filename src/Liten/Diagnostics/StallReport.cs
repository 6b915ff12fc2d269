using System.Globalization;

namespace Liten;

/// <summary>
/// A worker that has been in one turn for longer than <c>RuntimeOptions.StallThreshold</c>: what it runs, where it is
/// stuck, and who waits behind it.
/// </summary>
/// <remarks>Each such turn is reported once, while it still lasts.</remarks>
public sealed record StallReport
{
    /// <summary>What the runtime is called.</summary>
    public required string Runtime { get; init; }

    /// <summary>The worker, by its thread's name and its number.</summary>
    public required ThreadInfo Worker { get; init; }

    /// <summary>The task whose code ran when it was looked at; null for code that is part of no task.</summary>
    public TaskInfo? Task { get; init; }

    /// <summary>Whether the thread computes or waits.</summary>
    public required StallKind Kind { get; init; }

    /// <summary>For how long the turn lasts, at least.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// The method that blocks, or null. It is known where the thread waits by .NET's means: a lock, a
    /// <c>Result</c>, a semaphore, a wait handle.
    /// </summary>
    public string? Method { get; init; }

    /// <summary>
    /// The thread's stack at its wait, innermost first; empty where <see cref="Method"/> is null.
    /// </summary>
    public IReadOnlyList<string> Stack { get; init; } = [];

    /// <summary>What is in the worker's own queue. Where workers steal, an idle one takes it over.</summary>
    public required int QueuedBehind { get; init; }

    /// <summary>What waits for any worker.</summary>
    public required int InjectionQueueDepth { get; init; }

    /// <summary>How many workers are in a turn for longer than the threshold, this one included.</summary>
    public required int StalledWorkers { get; init; }

    /// <summary>How many workers there are.</summary>
    public required int Workers { get; init; }

    /// <summary>Whether no worker is left that could run anything.</summary>
    public bool AllWorkersStalled => StalledWorkers >= Workers;

    /// <summary>The report in a few lines, for people.</summary>
    public override string ToString()
    {
        string what = Kind switch
        {
            StallKind.Blocked => "blocked",
            StallKind.Computing => "computing",
            _ => "busy",
        };
        string where = Method is null ? "" : $" in {Method}";
        string all = AllWorkersStalled ? $"; all {Workers} workers are stuck" : "";
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"runtime {Runtime}: worker {Worker.Name} is {what}{where} for {Duration.TotalSeconds:0.0##} s or longer");
        string task = Task is { } known ? $", in {known}" : "";
        return $"{head}{task}; {QueuedBehind} queued behind it, {InjectionQueueDepth} for any worker{all}"
            + string.Concat(Stack.Select(static frame => $"{Environment.NewLine}   at {frame}"));
    }
}
