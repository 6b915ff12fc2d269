namespace Liten;

/// <summary>Reads one task, and those that it has to do with.</summary>
internal static class OneTaskReader
{
    /// <summary>What a page has room for.</summary>
    private const int MostChildren = 50;

    /// <summary>A longer chain of holders says no more than its beginning.</summary>
    private const int LongestChain = 16;

    /// <summary>Null if the task has ended.</summary>
    public static TaskAnswer? Read(long id, IReadOnlyList<WatchedRuntime> runtimes, IReadOnlyList<CycleAnswer> cycles)
    {
        if (Find(id, runtimes) is not ({ } task, { } runtime))
        {
            return null;
        }

        TaskPage children = runtime.Runtime.GetTasks(
            new TaskQuery { ParentId = id, Take = MostChildren, WithStacks = true });
        return new TaskAnswer(
            Told.Row(task, runtime.Number),
            task.Runtime,
            task.File.Length == 0 ? "" : $"{task.File}:{task.Line}",
            task.ToString(),
            Told.Frames(task.Stack),
            [.. task.FurtherStacks.Select(Told.Frames)],
            task.ParentId == 0 ? null : RowOf(task.ParentId, runtimes),
            [.. children.Items.Select(child => Told.Row(child, runtime.Number))],
            children.Matching,
            ChainOf(task, runtimes),
            cycles.Any(cycle => cycle.Tasks.Any(member => member.Id == id)));
    }

    /// <summary>A task of any of the runtimes: numbers are unique in the process.</summary>
    public static TaskRowAnswer? RowOf(long id, IReadOnlyList<WatchedRuntime> runtimes)
        => Find(id, runtimes) is ({ } task, { } runtime) ? Told.Row(task, runtime.Number) : null;

    /// <summary>Who holds what the task waits for, and so on until a task comes again.</summary>
    private static List<TaskRowAnswer> ChainOf(TaskSnapshot task, IReadOnlyList<WatchedRuntime> runtimes)
    {
        var chain = new List<TaskRowAnswer>();
        var seen = new HashSet<long>();
        long next = task.Wait?.TaskId ?? 0;
        while (next != 0 && chain.Count < LongestChain && RowOf(next, runtimes) is { } row)
        {
            chain.Add(row);
            next = seen.Add(next) && next != task.Id ? row.Wait?.TaskId ?? 0 : 0;
        }

        return chain;
    }

    private static (TaskSnapshot Task, WatchedRuntime Runtime)? Find(long id, IReadOnlyList<WatchedRuntime> runtimes)
    {
        foreach (WatchedRuntime runtime in runtimes)
        {
            if (runtime.Runtime.GetTask(id) is { } task)
            {
                return (task, runtime);
            }
        }

        return null;
    }
}
