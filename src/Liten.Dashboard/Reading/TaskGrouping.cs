namespace Liten;

/// <summary>Counts tasks by what they have in common.</summary>
internal static class TaskGrouping
{
    /// <summary>A stack takes some microseconds, so only the oldest tasks are grouped by it (arbitrary).</summary>
    private const int MostStacks = 10_000;

    /// <summary>All tasks, by the place that spawned them.</summary>
    public static GroupsAnswer BySite(Runtime runtime)
    {
        IReadOnlyList<TaskGroupSnapshot> groups = runtime.GetTaskGroups();
        int alive = groups.Sum(static group => group.Count);
        return new GroupsAnswer([.. groups.Take(WatchedRuntime.MostGroups).Select(TellSite)], alive, alive, 0);
    }

    /// <summary>The oldest tasks, by state, wait, stack and the place that spawned them.</summary>
    public static GroupsAnswer ByStack(Runtime runtime)
    {
        TaskPage page = runtime.GetTasks(
            new TaskQuery { Take = MostStacks, Sort = TaskSort.Age, Descending = true, WithStacks = true });
        IEnumerable<GroupAnswer> groups = page.Items
            .GroupBy(static task => (
                task.State, task.Wait?.Subject, Site: Told.Site(task.File, task.Line), string.Join('\n', task.Stack)))
            .OrderByDescending(static group => group.Count())
            .Take(WatchedRuntime.MostGroups)
            .Select(static group => TellStack(group.Key.Site, [.. group]));
        return new GroupsAnswer([.. groups], page.Items.Count, page.Alive, 0);
    }

    private static GroupAnswer TellSite(TaskGroupSnapshot group)
    {
        string site = Told.Site(group.File, group.Line);
        return new GroupAnswer(
            site,
            site,
            group.Count,
            group.Queued,
            group.Ready,
            group.Running,
            group.Waiting,
            group.Blocking,
            group.TopWait,
            group.OldestId,
            Told.Milliseconds(group.OldestAge),
            []);
    }

    private static GroupAnswer TellStack(string site, IReadOnlyList<TaskSnapshot> tasks)
    {
        TaskSnapshot first = tasks[0];
        int Count(LiveTaskState state) => first.State == state ? tasks.Count : 0;
        TaskSnapshot oldest = tasks.MaxBy(static task => task.Age)!;
        bool haveOneName = tasks.All(task => task.Name == first.Name);
        return new GroupAnswer(
            (haveOneName ? first.Name : null) ?? (first.Stack.Count > 0 ? first.Stack[0].Method : site),
            site,
            tasks.Count,
            Count(LiveTaskState.Queued),
            Count(LiveTaskState.Ready),
            Count(LiveTaskState.Running),
            Count(LiveTaskState.Waiting),
            Count(LiveTaskState.Blocking),
            first.Wait?.Subject,
            oldest.Id,
            Told.Milliseconds(oldest.Age),
            Told.Frames(first.Stack));
    }
}
