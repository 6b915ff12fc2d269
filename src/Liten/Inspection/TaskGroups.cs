namespace Liten;

/// <summary>Counts live tasks by the place where they were spawned.</summary>
internal sealed class TaskGroups(TaskLook look)
{
    private readonly Dictionary<(string File, int Line), Tally> _tallies = [];

    public void Add(TaskCore task)
    {
        TaskInfo info = task.Describe();
        if (!_tallies.TryGetValue((info.File, info.Line), out Tally? tally))
        {
            tally = new Tally();
            _tallies.Add((info.File, info.Line), tally);
        }

        WaitReading reading = look.Read(task);
        LiveTaskState state = TaskLook.StateOf(task, reading);
        tally.States[(int)state]++;
        if (state == LiveTaskState.Waiting)
        {
            string subject = reading.Target.Subject;
            tally.Waits[subject] = tally.Waits.GetValueOrDefault(subject) + 1;
        }

        if (tally.Oldest is not { } oldest || task.Born < oldest.Born)
        {
            tally.Oldest = task;
        }
    }

    /// <summary>The largest first.</summary>
    public IReadOnlyList<TaskGroupSnapshot> ToList()
        => [.. _tallies.Select(group => Tell(group.Key.File, group.Key.Line, group.Value))
            .OrderByDescending(static group => group.Count).ThenBy(static group => group.OldestId)];

    private TaskGroupSnapshot Tell(string file, int line, Tally tally) => new()
    {
        File = file,
        Line = line,
        Count = tally.States.Sum(),
        Queued = tally.States[(int)LiveTaskState.Queued],
        Ready = tally.States[(int)LiveTaskState.Ready],
        Running = tally.States[(int)LiveTaskState.Running],
        Waiting = tally.States[(int)LiveTaskState.Waiting],
        Blocking = tally.States[(int)LiveTaskState.Blocking],
        TopWait = tally.Waits.Count == 0 ? null : tally.Waits.MaxBy(static wait => wait.Value).Key,
        OldestId = tally.Oldest!.TaskId,
        OldestAge = look.AgeOf(tally.Oldest),
    };

    private sealed class Tally
    {
        public int[] States { get; } = new int[5];

        public Dictionary<string, int> Waits { get; } = [];

        public TaskCore? Oldest { get; set; }
    }
}
