namespace Liten;

/// <summary>What identifies a task to a person: for hooks, reports and error messages.</summary>
/// <param name="Id">The task's number, unique in the process and never 0.</param>
/// <param name="Name">The name given in <c>SpawnOptions</c>, or null.</param>
/// <param name="File">The source file of the call that spawned the task.</param>
/// <param name="Line">The line of that call.</param>
public readonly record struct TaskInfo(long Id, string? Name, string File, int Line)
{
    /// <summary>The number of the task that spawned this one, or 0 if no task did.</summary>
    public long ParentId { get; init; }

    /// <summary>For example <c>task 17 'reader' (spawned at Server.cs:42)</c>.</summary>
    public override string ToString()
    {
        string name = Name is null ? "" : $" '{Name}'";
        string place = string.IsNullOrEmpty(File) ? "" : $" (spawned at {Path.GetFileName(File)}:{Line})";
        return $"task {Id}{name}{place}";
    }
}
