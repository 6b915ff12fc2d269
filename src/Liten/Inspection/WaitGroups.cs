namespace Liten;

/// <summary>Counts tasks that wait by what they wait for, and by who has that.</summary>
internal sealed class WaitGroups(TaskLook look)
{
    private readonly Dictionary<(string Subject, long TaskId), Tally> _tallies = [];

    public void Add(TaskCore task)
    {
        WaitReading reading = look.Read(task);
        if (TaskLook.StateOf(task, reading) != LiveTaskState.Waiting)
        {
            return;
        }

        var key = (reading.Target.Subject, reading.Target.TaskId);
        if (!_tallies.TryGetValue(key, out Tally? tally))
        {
            tally = new Tally(task, reading);
            _tallies.Add(key, tally);
        }

        tally.Count++;
        if (task.Born < tally.Oldest.Born)
        {
            tally.Oldest = task;
        }
    }

    /// <summary>The largest first.</summary>
    public IReadOnlyList<WaitGroupSnapshot> ToList()
        => [.. _tallies.Values.Select(Tell)
            .OrderByDescending(static group => group.Count).ThenBy(static group => group.OldestId)];

    private WaitGroupSnapshot Tell(Tally tally) => new()
    {
        Wait = new TaskWait(tally.First.Target, 0),
        Count = tally.Count,
        OldestId = tally.Oldest.TaskId,
        OldestAge = look.AgeOf(tally.Oldest),
    };

    private sealed class Tally(TaskCore task, WaitReading first)
    {
        public WaitReading First { get; } = first;

        public int Count { get; set; }

        public TaskCore Oldest { get; set; } = task;
    }
}
