namespace Liten;

/// <summary>
/// A task could not be spawned because the runtime already has as many live tasks as its options allow.
/// </summary>
public sealed class TaskLimitExceededException : InvalidOperationException
{
    /// <summary>Makes an exception with the default message.</summary>
    public TaskLimitExceededException()
        : base("The runtime has as many live tasks as its MaxTasks option allows.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public TaskLimitExceededException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public TaskLimitExceededException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal TaskLimitExceededException(int maxTasks)
        : base(
            $"The runtime already has {maxTasks} live tasks, which is its MaxTasks. Nothing was started. Await " +
            "some tasks first, or raise RuntimeOptions.MaxTasks.")
        => MaxTasks = maxTasks;

    /// <summary>The limit that was reached; 0 if it is not known.</summary>
    public int MaxTasks { get; }
}
