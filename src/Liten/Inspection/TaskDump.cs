namespace Liten;

/// <summary>Text about a runtime that a person reads from the top: what is wrong first, then everything.</summary>
internal sealed class TaskDump(TextWriter writer, DumpOptions options)
{
    /// <summary>The cycles of all runtimes, which may lead through several.</summary>
    public void WriteCycles(IReadOnlyList<WaitCycle> cycles)
    {
        foreach (WaitCycle cycle in cycles)
        {
            writer.WriteLine($"DEADLOCK: {cycle}");
            writer.WriteLine();
        }
    }

    /// <summary>One runtime.</summary>
    /// <param name="title">The runtime in a line.</param>
    /// <param name="tasks">Its tasks, read one by one, each with the same words for all that wait alike.</param>
    /// <param name="threads">Its workers, and the task that each runs.</param>
    public void Write(
        string title,
        IEnumerable<(TaskSnapshot Task, string? Subject)> tasks,
        IReadOnlyList<(string Name, string? Task)> threads)
    {
        var groups = new Dictionary<DumpGroup.Key, (DumpGroup Group, string? Subject)>();
        int count = 0;
        foreach ((TaskSnapshot task, string? subject) in tasks)
        {
            count++;
            DumpGroup.Key key = DumpGroup.KeyOf(task, subject);
            if (!groups.TryGetValue(key, out (DumpGroup Group, string? Subject) found))
            {
                found = (new DumpGroup(task), subject);
                groups.Add(key, found);
            }

            found.Group.Add(task, options.ExamplesPerGroup);
        }

        writer.WriteLine(title);
        WriteThreads(threads);
        WriteLongest(groups.Values.Select(static group => group.Group.Longest));
        WriteGroups(count, [.. groups.Values.OrderByDescending(static group => group.Group.Count)]);
    }

    private void WriteThreads(IReadOnlyList<(string Name, string? Task)> threads)
    {
        if (threads.Count > 0 && threads.All(static thread => thread.Task is not null))
        {
            writer.WriteLine(
                threads.Count == 1 ? "The only worker is busy:" : $"All {threads.Count} workers are busy:");
        }

        foreach ((string name, string? task) in threads)
        {
            writer.WriteLine($"  thread {name}: {task ?? "idle"}");
        }
    }

    /// <summary>One of each group: equal ones would say the same again.</summary>
    private void WriteLongest(IEnumerable<TaskSnapshot> longest)
    {
        TaskSnapshot[] tasks = [.. longest.Where(static task => task.Since is not null)
            .OrderByDescending(static task => task.Since).Take(options.LongestWaits)];
        if (tasks.Length > 0)
        {
            writer.WriteLine();
            writer.WriteLine("Longest in the same state, one of each group:");
        }

        foreach (TaskSnapshot task in tasks)
        {
            writer.WriteLine(task);
        }
    }

    private void WriteGroups(int count, List<(DumpGroup Group, string? Subject)> groups)
    {
        writer.WriteLine();
        writer.WriteLine($"Tasks and blocking jobs: {count}, in groups: {groups.Count}");
        foreach ((DumpGroup group, string? subject) in groups.Take(options.MostGroups))
        {
            group.WriteTo(writer, subject);
        }

        if (groups.Count > options.MostGroups)
        {
            int more = groups.Skip(options.MostGroups).Sum(static group => group.Group.Count);
            writer.WriteLine($"  and {more} in further groups");
        }
    }
}
