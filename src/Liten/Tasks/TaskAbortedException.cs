namespace Liten;

/// <summary>A task was aborted: thrown at its waits so that it unwinds, and at those who await its handle.</summary>
public sealed class TaskAbortedException : OperationCanceledException
{
    private const string DefaultMessage = "The task was aborted.";

    /// <summary>Makes an exception with the default message.</summary>
    public TaskAbortedException()
        : base(DefaultMessage)
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public TaskAbortedException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public TaskAbortedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal TaskAbortedException(TaskInfo task, string? reason)
        : base(reason is null ? $"The {task} was aborted." : $"The {task} was aborted: {reason}.")
    {
        TaskId = task.Id;
        TaskName = task.Name;
    }

    /// <summary>The aborted task's id; 0 if it is not known.</summary>
    public long TaskId { get; }

    /// <summary>The aborted task's name, if it has one.</summary>
    public string? TaskName { get; }
}
