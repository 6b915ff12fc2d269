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
        string title, IEnumerable<(TaskSnapshot Task, string? Subject)> tasks, IReadOnlyList<(string Name, string? Task)> threads)
    {
        var groups = new Dictionary<(LiveTaskState, string?, string, int, string), (DumpGroup Group, string? Subject)>();
        var longest = new PriorityQueue<TaskSnapshot, TimeSpan>();
        int count = 0;
        foreach ((TaskSnapshot task, string? subject) in tasks)
        {
            count++;
            Note(longest, task);
            var key = DumpGroup.KeyOf(task, subject);
            if (!groups.TryGetValue(key, out (DumpGroup Group, string? Subject) found))
            {
                found = (new DumpGroup(task), subject);
                groups.Add(key, found);
            }

            found.Group.Add(task, options.ExamplesPerGroup);
        }

        writer.WriteLine(title);
        WriteThreads(threads);
        WriteLongest(longest);
        WriteGroups(count, [.. groups.Values.OrderByDescending(static group => group.Group.Count)]);
    }

    private void Note(PriorityQueue<TaskSnapshot, TimeSpan> longest, TaskSnapshot task)
    {
        if (task is { State: LiveTaskState.Waiting or LiveTaskState.Running or LiveTaskState.Blocking, Since: { } since })
        {
            longest.Enqueue(task, since);
            if (longest.Count > options.LongestWaits)
            {
                longest.Dequeue();
            }
        }
    }

    private void WriteThreads(IReadOnlyList<(string Name, string? Task)> threads)
    {
        if (threads.Count > 0 && threads.All(static thread => thread.Task is not null))
        {
            writer.WriteLine(threads.Count == 1 ? "The only worker is busy:" : $"All {threads.Count} workers are busy:");
        }

        foreach ((string name, string? task) in threads)
        {
            writer.WriteLine($"  thread {name}: {task ?? "idle"}");
        }
    }

    private void WriteLongest(PriorityQueue<TaskSnapshot, TimeSpan> longest)
    {
        var tasks = new Stack<TaskSnapshot>();
        while (longest.TryDequeue(out TaskSnapshot? task, out _))
        {
            tasks.Push(task);
        }

        if (tasks.Count > 0)
        {
            writer.WriteLine();
            writer.WriteLine("Longest so:");
        }

        foreach (TaskSnapshot task in tasks)
        {
            writer.WriteLine(task);
        }
    }

    private void WriteGroups(int count, List<(DumpGroup Group, string? Subject)> groups)
    {
        writer.WriteLine();
        writer.WriteLine($"{count} tasks and blocking jobs, in {groups.Count} groups:");
        foreach ((DumpGroup group, string? subject) in groups.Take(options.MostGroups))
        {
            group.WriteTo(writer, subject);
        }

        if (groups.Count > options.MostGroups)
        {
            writer.WriteLine($"  and {groups.Skip(options.MostGroups).Sum(static group => group.Group.Count)} in further groups");
        }
    }
}
