using System.Globalization;
using System.Text;

namespace Liten;

/// <summary>
/// A live task or blocking job, as it was at one moment: words and numbers, which keep nothing alive.
/// </summary>
/// <remarks>Made by <see cref="Runtime.GetTasks"/> and <see cref="Runtime.GetTask"/>. Immutable.</remarks>
public sealed class TaskSnapshot
{
    internal TaskSnapshot(in TaskInfo task)
    {
        Id = task.Id;
        Name = task.Name;
        ParentId = task.ParentId;
        File = task.File;
        Line = task.Line;
    }

    /// <summary>The task's number, unique in the process.</summary>
    public long Id { get; }

    /// <summary>The name given in <see cref="SpawnOptions"/>, or null.</summary>
    public string? Name { get; }

    /// <summary>The number of the task that spawned this one, which may have ended; 0 if no task did.</summary>
    public long ParentId { get; }

    /// <summary>The source file of the call that spawned the task; empty if that is not known.</summary>
    public string File { get; }

    /// <summary>The line of that call.</summary>
    public int Line { get; }

    /// <summary>The name of the runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>Whether it is a job of the blocking pool, and no task.</summary>
    public bool IsBlockingJob { get; init; }

    /// <summary>The lane it belongs to; null in a runtime without lanes.</summary>
    public string? Lane { get; init; }

    /// <summary>What it does.</summary>
    public LiveTaskState State { get; init; }

    /// <summary>The thread that runs its code, or null.</summary>
    public string? Thread { get; init; }

    /// <summary>
    /// For how long it has been so, at least; null if nothing is known of it. A foreign wait and a blocking job know
    /// when they began. A wait of Liten's is not dated, because that would cost each wait: its time counts from the
    /// first look that has found it.
    /// </summary>
    public TimeSpan? Since { get; init; }

    /// <summary>
    /// For how long the task has been alive. It may be too much by the length of the turn that spawned it, for spawning
    /// reads no clock.
    /// </summary>
    public TimeSpan Age { get; init; }

    /// <summary>Nothing tells the time in a core file.</summary>
    internal bool IsAgeKnown { get; init; } = true;

    /// <summary>Whether the task was asked to stop.</summary>
    public bool IsAbortRequested { get; init; }

    /// <summary>What it waits for, or null.</summary>
    public TaskWait? Wait { get; init; }

    /// <summary>
    /// The async methods that are suspended, from the outermost to the one that waits. Empty if the task was not begun,
    /// runs, or waits without one, and where stacks were not asked for.
    /// </summary>
    public IReadOnlyList<TaskFrame> Stack { get; init; } = [];

    /// <summary>
    /// The stacks of further calls that were begun and wait at the same time, as below <c>LitenTask.WhenAll</c>. Each
    /// begins where it is not known any more who awaits it.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<TaskFrame>> FurtherStacks { get; init; } = [];

    /// <summary>A paragraph for people: what it is, what it does or waits for and since when, and its stack.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        AppendTo(text, withStack: true);
        return text.ToString();
    }

    internal void AppendTo(StringBuilder text, bool withStack)
    {
        text.Append(new TaskInfo(Id, Name, File, Line)).Append(IsBlockingJob ? ", a blocking job" : "");
        text.Append(Lane is null ? "" : $", lane {Lane}");
        text.Append(ParentId == 0 ? "" : $", child of task {ParentId}");
        text.Append(IsAgeKnown ? $", alive for {Seconds(Age)}" : "");
        text.Append(IsAbortRequested ? ", asked to stop" : "").AppendLine();
        text.Append("  ").Append(DescribeState());
        text.Append(Since is { } since ? $", for {Seconds(since)} or longer" : "");
        if (withStack)
        {
            AppendStack(text, Stack, "    ");
            foreach (IReadOnlyList<TaskFrame> further in FurtherStacks)
            {
                text.AppendLine().Append("  and at the same time in");
                AppendStack(text, further, "    ");
            }
        }
    }

    internal static void AppendStack(StringBuilder text, IReadOnlyList<TaskFrame> stack, string indent)
    {
        foreach (TaskFrame frame in stack)
        {
            text.AppendLine().Append(indent).Append(frame);
        }
    }

    internal static string Seconds(TimeSpan time)
        => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0##} s");

    internal string DescribeState() => State switch
    {
        LiveTaskState.Queued => "queued, not begun",
        LiveTaskState.Ready => "ready, goes on when a thread comes to it",
        LiveTaskState.Running => $"running on thread {Thread}",
        LiveTaskState.Blocking => Thread is null ? "running" : $"running on thread {Thread}",
        _ => $"waits for {Wait}",
    };
}
