namespace Liten;

/// <summary>Which tasks to list, in which order, and how many at once.</summary>
/// <example>
/// <code>
/// var query = new TaskQuery { State = LiveTaskState.Waiting, Sort = TaskSort.Age, Take = 20 };
/// foreach (TaskSnapshot task in runtime.GetTasks(query).Items)
/// {
///     writer.WriteLine(task);
/// }
/// </code>
/// </example>
public sealed class TaskQuery
{
    /// <summary>More rows at once would be a dump.</summary>
    internal const int MostRows = 10_000;

    private readonly int _take = 100;

    /// <summary>
    /// Only tasks in whose number, name, file or wait this text is found, whatever its case; null or empty for all.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Only tasks in this state; null for all.</summary>
    public LiveTaskState? State { get; init; }

    /// <summary>
    /// Only tasks that were spawned here: a file as in <c>Server.cs</c>, with its path or without, or a file and a line
    /// as in <c>Server.cs:42</c>. Null for all.
    /// </summary>
    public string? Site { get; init; }

    /// <summary>Only tasks that this one has spawned; null for all, 0 for those that no task has spawned.</summary>
    public long? ParentId { get; init; }

    /// <summary>The order. Tasks that are equal in it are ordered by their numbers.</summary>
    public TaskSort Sort { get; init; }

    /// <summary>Whether the order is reversed.</summary>
    public bool Descending { get; init; }

    /// <summary>How many rows at most.</summary>
    /// <value>0 to 10,000. The default is 100.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Take
    {
        get => _take;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Take));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostRows, nameof(Take));
            _take = value;
        }
    }

    /// <summary>
    /// Only tasks that come behind this place in the order: the <see cref="TaskPage.Next"/> of the page before, with
    /// the same order. Null for the first page.
    /// </summary>
    public string? After { get; init; }

    /// <summary>Whether the rows have stacks, which costs some microseconds for each.</summary>
    public bool WithStacks { get; init; }
}
