using System.Diagnostics;

namespace Liten;

/// <summary>A runtime that is shown, and what was read of it last.</summary>
internal sealed class WatchedRuntime
{
    private readonly SiteGrowth _growth = new();

    public WatchedRuntime(Runtime runtime, int number)
    {
        Runtime = runtime;
        Number = number;
        History = new RuntimeHistory(runtime);
        Sites = new(() => [.. runtime.GetTaskGroups().Take(MostGroups).Select(TellSite)]);
        Waits = new(runtime.GetWaitGroups);
        BySite = new(() => TaskGrouping.BySite(runtime));
        ByStack = new(() => TaskGrouping.ByStack(runtime));
    }

    /// <summary>More would be a list that nobody reads.</summary>
    public const int MostGroups = 200;

    public Runtime Runtime { get; }

    /// <summary>Tells runtimes apart in addresses.</summary>
    public int Number { get; }

    /// <summary>The counters of the last minutes.</summary>
    public RuntimeHistory History { get; }

    /// <summary>The tasks by where they were spawned, the largest group first.</summary>
    public Throttled<IReadOnlyList<SiteAnswer>> Sites { get; }

    /// <summary>The tasks by what they wait for, the largest group first.</summary>
    public Throttled<IReadOnlyList<WaitGroupSnapshot>> Waits { get; }

    /// <summary>For the list of tasks: all of them, by the place of their spawn.</summary>
    public Throttled<GroupsAnswer> BySite { get; }

    /// <summary>For the list of tasks: the oldest of them, by their stacks.</summary>
    public Throttled<GroupsAnswer> ByStack { get; }

    /// <summary>One page of its tasks.</summary>
    /// <exception cref="ArgumentException">The place in the list is none.</exception>
    public TasksAnswer ReadTasks(TaskQuery query)
    {
        long begin = Stopwatch.GetTimestamp();
        TaskPage page = Runtime.GetTasks(query);
        return new TasksAnswer(
            [.. page.Items.Select(task => Told.Row(task, Number))],
            page.Matching,
            page.Alive,
            page.Next,
            Throttled<TaskPage>.PauseFor(Stopwatch.GetElapsedTime(begin)));
    }

    private SiteAnswer TellSite(TaskGroupSnapshot group) => new(
        Told.Site(group.File, group.Line),
        group.Count,
        group.Queued,
        group.Ready,
        group.Running,
        group.Waiting,
        group.Blocking,
        group.TopWait,
        group.OldestId,
        Told.Milliseconds(group.OldestAge),
        Math.Round(_growth.See(group.File, group.Line, group.Count), 1));
}
