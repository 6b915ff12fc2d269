namespace Liten;

/// <content>What can be seen of the tasks, at any time and from any thread.</content>
public sealed partial class Runtime
{
    private readonly TaskInspector _inspector;

    /// <summary>The live tasks and blocking jobs, as a query asks for them.</summary>
    /// <param name="query">Which ones, in which order and how many; null for the first hundred by number.</param>
    /// <returns>Words and numbers only: a page that is kept keeps no task alive.</returns>
    /// <remarks>
    /// <para>
    /// Thread safety: any thread, also when every worker is stuck. Nobody is stopped or woken for it. A task that lives
    /// throughout the call is counted exactly once; each row is true at one moment, and the rows at different ones.
    /// </para>
    /// <para>
    /// It takes about 20 ns for each live task, and half a microsecond where the query asks for a state or a text.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException"><see cref="TaskQuery.After"/> is no place in a list.</exception>
    public TaskPage GetTasks(TaskQuery? query = null) => _inspector.List(query ?? new TaskQuery());

    /// <summary>One live task or blocking job, with its stack.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>Null if it has ended, or is another runtime's.</returns>
    /// <remarks>Thread safety: as <see cref="GetTasks"/>.</remarks>
    public TaskSnapshot? GetTask(long id) => _inspector.Find(id);

    /// <summary>The live tasks and blocking jobs, counted by the place that spawned them; the largest group first.</summary>
    /// <remarks>Thread safety: as <see cref="GetTasks"/>.</remarks>
    public IReadOnlyList<TaskGroupSnapshot> GetTaskGroups() => _inspector.Group();
}
