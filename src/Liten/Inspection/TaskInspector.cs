namespace Liten;

/// <summary>
/// Finds and lists the live tasks of one runtime. The numbered steps are those of README.md beside this file.
/// </summary>
internal sealed class TaskInspector(string runtime, TaskHost host, RuntimeScheduler scheduler)
{
    private readonly WaitNotes _notes = new();

    /// <summary>The <c>Runtime</c> object, which this floor does not know.</summary>
    public object Runtime => host.Runtime;

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
            if (order.IsBehindStart(key))
            {
                Keep(kept, query.Take + 1, (task, reading), key);
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

    /// <summary>The tasks that wait, counted by what they wait for.</summary>
    public IReadOnlyList<WaitGroupSnapshot> GroupWaits()
    {
        var groups = new WaitGroups(Look());
        host.LiveTasks().ForEach(groups.Add);
        return groups.ToList();
    }

    /// <summary>Asks a task or blocking job to stop, if it is alive.</summary>
    public bool TryAbort(long id)
    {
        JoinHandle? task = host.LiveTasks().Find(task => task.Id == id);
        task?.Abort();
        return task is not null;
    }

    /// <summary>Adds the tasks that wait to a search for cycles.</summary>
    public void AddTo(WaitGraph graph)
    {
        TaskLook look = Look();
        foreach (JoinHandle task in host.LiveTasks())
        {
            graph.Add(task, look);
        }
    }

    /// <summary>Step 9 for all runtimes of the process, and what comes of it.</summary>
    public static List<WaitCycle> FindCycles(IEnumerable<TaskInspector> runtimes)
    {
        var graph = new WaitGraph();
        foreach (TaskInspector inspector in runtimes)
        {
            inspector.AddTo(graph);
        }

        return graph.FindCycles();
    }

    /// <summary>Whether a task is one of this runtime's and alive. Names of runtimes may be the same.</summary>
    public bool IsOwn(TaskSnapshot task) => host.LiveTasks().Exists(live => live.Id == task.Id);

    /// <summary>
    /// Whether every task waits and nothing inside of the runtime can wake any. Then a number that is the same as long
    /// as that lasts; else null.
    /// </summary>
    public long? ReadStandstill()
    {
        long turns = scheduler.Workers.Sum(static worker => worker.Counters.Polls);
        if (!scheduler.IsQuiet || (host.Timers as TimerDriver)?.Count > 0)
        {
            return null;
        }

        TaskLook look = Look();
        List<JoinHandle> tasks = host.LiveTasks();
        bool isStill = tasks.Count > 0 && tasks.TrueForAll(task => IsWaitingInside(task, look.Read(task)))
            && scheduler.IsQuiet;
        return isStill && turns == scheduler.Workers.Sum(static worker => worker.Counters.Polls) ? turns : null;
    }

    private static bool IsWaitingInside(TaskCore task, in WaitReading reading)
        => reading.Target.Kind is WaitKind.Primitive or WaitKind.Task or WaitKind.Group or WaitKind.Time
            && task.Foreign?.Read(task, out _) is null;

    /// <summary>Writes all that can be seen.</summary>
    public void WriteDump(TaskDump dump, DumpOptions options)
    {
        TaskLook look = Look();
        dump.Write(
            host.Runtime.ToString()!,
            host.LiveTasks().Select(task => look.TellAlike(task, options.WithStacks)),
            look.Threads());
    }

    private static bool NeedsReading(TaskQuery query)
        => query.State is not null || query.Sort == TaskSort.State || !string.IsNullOrEmpty(query.Text);

    private static void Keep<TElement>(
        PriorityQueue<TElement, TaskOrder.Key> kept, int most, TElement task, TaskOrder.Key key)
    {
        if (kept.Count < most)
        {
            kept.Enqueue(task, key);
        }
        else
        {
            kept.EnqueueDequeue(task, key);
        }
    }

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
        for (int row = rows.Length - 1; row >= 0; row--)
        {
            kept.TryPeek(out (JoinHandle Task, WaitReading Reading) found, out TaskOrder.Key key);
            kept.Dequeue();
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
