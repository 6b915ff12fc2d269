namespace Liten;

/// <summary>Finds and lists the live tasks of one runtime. The numbered steps are those of README.md beside this file.</summary>
internal sealed class TaskInspector(string runtime, TaskHost host, RuntimeScheduler scheduler)
{
    private readonly WaitNotes _notes = new();

    /// <summary>One page of the live tasks.</summary>
    public TaskPage List(TaskQuery query)
    {
        var filter = new TaskFilter(query);
        var order = new TaskOrder(query);
        TaskLook look = Look();

        // The last of those that are kept is the first to go when a better one comes.
        var kept = new PriorityQueue<(JoinHandle Task, WaitReading Reading), TaskOrder.Key>(
            Comparer<TaskOrder.Key>.Create((x, y) => order.Compare(y, x)));
        int alive = 0;
        int matching = 0;
        foreach (JoinHandle task in host.LiveTasks())
        {
            alive++;
            if (filter.Excludes(task))
            {
                continue;
            }

            WaitReading reading = NeedsReading(query) ? look.Read(task) : default;
            if (!filter.Includes(task, reading))
            {
                continue;
            }

            matching++;
            TaskOrder.Key key = order.KeyOf(task, TaskLook.StateOf(task, reading));
            if (!order.IsBehindStart(key))
            {
                continue;
            }

            kept.Enqueue((task, reading), key);
            if (kept.Count > query.Take + 1)
            {
                kept.Dequeue();
            }
        }

        return Page(query, look, kept, matching, alive);
    }

    /// <summary>One task, with its stack; null if it is not alive.</summary>
    public TaskSnapshot? Find(long id)
    {
        JoinHandle? task = host.LiveTasks().Find(task => task.Id == id);
        return task is null ? null : Tell(Look(), task, null, withStack: true);
    }

    /// <summary>The live tasks, counted by the place where they were spawned.</summary>
    public IReadOnlyList<TaskGroupSnapshot> Group()
    {
        var groups = new TaskGroups(Look());
        host.LiveTasks().ForEach(groups.Add);
        return groups.ToList();
    }

    private static bool NeedsReading(TaskQuery query)
        => query.State is not null || query.Sort == TaskSort.State || !string.IsNullOrEmpty(query.Text);

    private static TaskPage Page(
        TaskQuery query,
        TaskLook look,
        PriorityQueue<(JoinHandle Task, WaitReading Reading), TaskOrder.Key> kept,
        int matching,
        int alive)
    {
        bool isLast = kept.Count <= query.Take;
        if (!isLast)
        {
            kept.Dequeue();
        }

        string? next = null;
        var rows = new TaskSnapshot[kept.Count];
        for (int row = rows.Length - 1; kept.TryDequeue(out (JoinHandle Task, WaitReading Reading) found, out TaskOrder.Key key); row--)
        {
            next ??= isLast ? null : TaskOrder.Format(key);
            WaitReading? reading = NeedsReading(query) ? found.Reading : null;
            rows[row] = Tell(look, found.Task, reading, query.WithStacks);
        }

        return new TaskPage(rows, matching, alive, next);
    }

    private static TaskSnapshot Tell(TaskLook look, TaskCore task, WaitReading? reading, bool withStack)
        => look.Tell(task, reading ?? look.Read(task), withStack);

    private TaskLook Look() => new(runtime, host, scheduler, _notes);
}
