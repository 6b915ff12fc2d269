namespace Liten;

/// <summary>Reads who waits for whom. Tasks that wait for the same and for which nobody waits are one node.</summary>
internal static class GraphReader
{
    /// <summary>The oldest tasks that wait are read: what is stuck is old (arbitrary).</summary>
    private const int MostTasks = 5000;

    /// <summary>More is no picture that anybody reads.</summary>
    private const int MostNodes = 120;

    public static GraphAnswer Read(IReadOnlyList<WatchedRuntime> runtimes, IReadOnlyList<CycleAnswer> cycles)
    {
        Dictionary<long, TaskRowAnswer> tasks = ReadBlocked(runtimes);
        var edges = new HashSet<(long From, long To)>();
        foreach (CycleAnswer cycle in cycles)
        {
            AddCycle(cycle, tasks, edges);
        }

        var cyclic = new HashSet<(long From, long To)>(edges);
        HashSet<long> inCycle = [.. edges.Select(static edge => edge.From)];
        foreach (TaskRowAnswer task in tasks.Values.Where(task => !inCycle.Contains(task.Id)))
        {
            edges.Add((task.Id, task.Wait!.TaskId));
        }

        AddHolders(edges, tasks, runtimes);
        return Draw(tasks, edges, cyclic, cycles);
    }

    /// <summary>The tasks that wait for another one, directly or for what it holds.</summary>
    private static Dictionary<long, TaskRowAnswer> ReadBlocked(IReadOnlyList<WatchedRuntime> runtimes)
    {
        var query = new TaskQuery
        {
            State = LiveTaskState.Waiting,
            Take = MostTasks,
            Sort = TaskSort.Age,
            Descending = true,
        };
        return runtimes
            .SelectMany(runtime => runtime.Runtime.GetTasks(query).Items
                .Where(static task => task.Wait!.TaskId != 0)
                .Select(task => Told.Row(task, runtime.Number)))
            .ToDictionary(static task => task.Id);
    }

    /// <summary>A circle knows also who holds a reader-writer lock, which the tasks themselves do not say.</summary>
    private static void AddCycle(
        CycleAnswer cycle, Dictionary<long, TaskRowAnswer> tasks, HashSet<(long From, long To)> edges)
    {
        for (int i = 0; i < cycle.Tasks.Count; i++)
        {
            TaskRowAnswer task = cycle.Tasks[i];
            tasks.TryAdd(task.Id, task);
            edges.Add((task.Id, cycle.Tasks[(i + 1) % cycle.Tasks.Count].Id));
        }
    }

    /// <summary>Who is waited for and waits for nobody.</summary>
    private static void AddHolders(
        HashSet<(long From, long To)> edges,
        Dictionary<long, TaskRowAnswer> tasks,
        IReadOnlyList<WatchedRuntime> runtimes)
    {
        foreach (long holder in edges.Select(static edge => edge.To).Distinct().Take(MostNodes).ToArray())
        {
            if (!tasks.ContainsKey(holder) && OneTaskReader.RowOf(holder, runtimes) is { } row)
            {
                tasks.Add(holder, row);
            }
        }
    }

    private static GraphAnswer Draw(
        Dictionary<long, TaskRowAnswer> tasks,
        HashSet<(long From, long To)> edges,
        HashSet<(long From, long To)> cyclic,
        IReadOnlyList<CycleAnswer> cycles)
    {
        HashSet<long> awaited = [.. edges.Select(static edge => edge.To)];
        HashSet<long> inCycle = [.. cyclic.Select(static edge => edge.From)];
        ILookup<long, long> targets = edges.ToLookup(static edge => edge.From, static edge => edge.To);

        string KeyOf(TaskRowAnswer task) => awaited.Contains(task.Id) || inCycle.Contains(task.Id)
            ? $"t{task.Id}"
            : $"{task.Site}|{task.Wait?.Subject}|{targets[task.Id].First()}";

        IGrouping<string, TaskRowAnswer>[] groups = [.. tasks.Values
            .GroupBy(KeyOf)
            .OrderByDescending(group => inCycle.Contains(group.First().Id))
            .ThenByDescending(group => awaited.Contains(group.First().Id))
            .ThenByDescending(static group => group.Count())];
        Dictionary<long, string> drawn = groups.Take(MostNodes)
            .SelectMany(static group => group.Select(task => (task.Id, group.Key)))
            .ToDictionary(static it => it.Id, static it => it.Key);
        return new GraphAnswer(
            [.. groups.Take(MostNodes).Select(group => Node(group.Key, [.. group], inCycle))],
            [.. edges.Where(edge => drawn.ContainsKey(edge.From) && drawn.ContainsKey(edge.To))
                .Select(edge => new EdgeAnswer(
                    drawn[edge.From], drawn[edge.To], tasks[edge.From].Wait?.Subject ?? "", cyclic.Contains(edge)))
                .Distinct()],
            cycles,
            tasks.Count - drawn.Count,
            0);
    }

    private static NodeAnswer Node(string key, TaskRowAnswer[] tasks, HashSet<long> inCycle)
    {
        TaskRowAnswer first = tasks[0];
        bool haveOneName = Array.TrueForAll(tasks, task => task.Name == first.Name);
        return new NodeAnswer(
            key,
            first.Id,
            haveOneName ? first.Name : null,
            first.Site,
            first.Runtime,
            tasks.Length,
            first.State,
            inCycle.Contains(first.Id));
    }
}
