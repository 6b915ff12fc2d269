namespace Liten;

/// <summary>
/// A task could not be spawned because its runtime or its scope already has as many live tasks as its options allow.
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

    private TaskLimitExceededException(string message, int maxTasks)
        : base(message)
        => MaxTasks = maxTasks;

    /// <summary>The limit that was reached; 0 if it is not known.</summary>
    public int MaxTasks { get; }

    internal static TaskLimitExceededException OfRuntime(int maxTasks)
        => new(
            $"The runtime already has {maxTasks} live tasks, which is its MaxTasks. Nothing was started. Wait for " +
            "room with SpawnAsync, or raise RuntimeOptions.MaxTasks.",
            maxTasks);

    internal static TaskLimitExceededException OfMemory(int limit)
        => new(
            $"The runtime has about {limit} live tasks, the most that fit into the memory of the process by a rough " +
            "measure. Nothing was started. Find what spawns tasks that do not end: Runtime.Metrics counts them. " +
            "Bound it with a TaskScope's MaxConcurrency, or set RuntimeOptions.MaxTasks: to a number, and SpawnAsync " +
            "waits for room; or to int.MaxValue, for no limit.",
            limit);

    internal static TaskLimitExceededException OfScope(string scope, int maxConcurrency)
        => new(
            $"The {scope} already has {maxConcurrency} children, which is its MaxConcurrency. Nothing was started. " +
            "Wait for room with SpawnAsync, or raise ScopeOptions.MaxConcurrency.",
            maxConcurrency);
}
