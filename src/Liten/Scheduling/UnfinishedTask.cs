using System.Globalization;

namespace Liten;

/// <summary>A task or a blocking job that a shutdown has left unfinished, and why.</summary>
/// <param name="Task">The task: its number, its name, where it was spawned, and by which task.</param>
/// <param name="WaitsFor">
/// What its code waited for, in words: a primitive of Liten's and who holds it, a sleep, the end of other tasks, the
/// type of an awaitable that is not Liten's; or <c>nothing</c>, and where the code runs.
/// </param>
/// <param name="Age">For how long that has been so, at least; null if nothing is known of it.</param>
public sealed record UnfinishedTask(TaskInfo Task, string WaitsFor, TimeSpan? Age)
{
    /// <summary>The task's number.</summary>
    public long Id => Task.Id;

    /// <summary>The task's name, or null.</summary>
    public string? Name => Task.Name;

    /// <summary>
    /// For example <c>task 17 'writer' (spawned at Server.cs:42), child of task 3, waits for Task&lt;string&gt; of
    /// Server.LoadAsync, for 4.1 s or longer</c>.
    /// </summary>
    public override string ToString()
    {
        string parent = Task.ParentId == 0 ? "" : $", child of task {Task.ParentId},";
        string age = Age is { } known
            ? string.Create(CultureInfo.InvariantCulture, $", for {known.TotalSeconds:0.0##} s or longer")
            : "";
        return $"{Task}{parent} waits for {WaitsFor}{age}";
    }
}
