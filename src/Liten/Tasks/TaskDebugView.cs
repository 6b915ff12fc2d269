namespace Liten;

/// <summary>A task as a debugger shows it, which has stopped all threads: nothing here enters a latch.</summary>
internal sealed class TaskDebugView(JoinHandle task)
{
    public long Id => task.Id;

    public string? Name => task.Name;

    /// <summary>With where it was spawned.</summary>
    public TaskInfo Task => task.Describe();

    public long ParentId => task.ParentId;

    public bool IsCompleted => task.IsCompleted;

    public bool IsAbortRequested => task.IsAbortRequested;

    /// <summary>What its code waits for, in words; null if it has ended.</summary>
    public string? WaitsFor => task.IsCompleted ? null : task.ReadWait().Target.Text;

    /// <summary>The task that it waits for, or that holds what it waits for; 0 if none is known.</summary>
    public long WaitsForTask => task.IsCompleted ? 0 : task.ReadWait().Target.TaskId;
}
