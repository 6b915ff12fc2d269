namespace Liten;

/// <summary>The running task, as its own code sees it; see <see cref="LitenTask.Current"/>.</summary>
public readonly struct CurrentTask : IEquatable<CurrentTask>
{
    private readonly TaskCore _task;

    internal CurrentTask(TaskCore task) => _task = task;

    /// <summary>The task's number, unique in the process.</summary>
    public long Id => Task.TaskId;

    /// <summary>The name given in <see cref="SpawnOptions"/>, or null.</summary>
    public string? Name => Task.TaskName;

    /// <summary>The number of the task that spawned this one, or 0 if no task did.</summary>
    public long ParentId => Task.ParentId;

    /// <summary>The task that spawned this one; null if no task did, or it has ended.</summary>
    /// <remarks>A task keeps its parent's number only, so this looks through the runtime's live tasks.</remarks>
    public TaskInfo? Parent
    {
        get
        {
            long id = Task.ParentId;
            return id == 0 ? null : Task.Host.LiveTasks().Find(task => task.Id == id)?.Describe();
        }
    }

    /// <summary>The name of the lane the task belongs to; <c>default</c> where it was given none.</summary>
    /// <remarks>
    /// A task may run in the place of a better lane while that waits for it; it still belongs to its own.
    /// </remarks>
    public string Lane => Task.Host.Lanes?.NameOf(Task.Lane) ?? LaneWord.DefaultName;

    /// <summary>Whether this task was aborted.</summary>
    public bool IsAbortRequested => Task.IsAbortRequested;

    /// <summary>Cancelled when the task is aborted: for APIs that know nothing of Liten.</summary>
    /// <remarks>Callbacks registered on it run on the runtime or the ThreadPool, whichever is free first.</remarks>
    public CancellationToken CancellationToken => Task.GetCancellationToken();

    private TaskCore Task => _task
        ?? throw new InvalidOperationException("This CurrentTask is empty. Get it from LitenTask.Current.");

    /// <summary>
    /// Until the returned scope is disposed, an abort does not end this task's waits, so that cleanup code can wait.
    /// </summary>
    /// <remarks>The abort is not lost: the next wait after the scope throws. Scopes may nest.</remarks>
    /// <example>
    /// <code>
    /// finally
    /// {
    ///     using (LitenTask.Current.ShieldFromAbort())
    ///     {
    ///         await log.FlushAsync();
    ///     }
    /// }
    /// </code>
    /// </example>
    public AbortShield ShieldFromAbort() => new(Task);

    /// <inheritdoc/>
    public bool Equals(CurrentTask other) => ReferenceEquals(_task, other._task);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CurrentTask other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _task?.TaskId.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public override string ToString() => _task?.Describe().ToString() ?? "no task";

    /// <summary>Whether both are the same task.</summary>
    public static bool operator ==(CurrentTask left, CurrentTask right) => left.Equals(right);

    /// <summary>Whether they are different tasks.</summary>
    public static bool operator !=(CurrentTask left, CurrentTask right) => !left.Equals(right);
}
